import type { Permission } from '@handoff/kit/access/permission';
import type { Comparator } from '@handoff/kit/schema/scalars';
import { inUtc } from '@handoff/kit/text';
import type { CheckKind } from '../environment/promotion-policy.ts';
import { experimentWon } from './experiment.ts';
import type { Facts } from './facts.ts';
import { featuresAvailable } from './features.ts';
import { type Finding, fail, listed, pass } from './finding.ts';
import { reviewed } from './review.ts';

/** What one check found. */
export interface CheckResult extends Finding {
  kind: CheckKind;
}

/** How each check is judged. What is not known does not pass: somebody finds it out, or waives the check. */
const judges: Record<CheckKind, (facts: Facts) => Finding> = {
  DOCUMENTED: ({ version: { missingFromCard } }) =>
    missingFromCard.length === 0
      ? pass('The model card has all that its risk tier asks for.')
      : fail(`The model card lacks ${listed(missingFromCard)}.`),
  ACCOUNTABLE: ({ here }) =>
    here.ownerId ? pass('An owner has accepted to answer for it.') : fail('Nobody owns the model: propose an owner.'),
  COMPATIBLE_SIGNATURE: compatible,
  OBJECTIVES_MET: objectivesMet,
  EXPERIMENT_WON: ({ version, here }) => experimentWon(here.experiments, version.versionId),
  NO_OPEN_ALERTS: ({ version: { openAlerts } }) => {
    if (openAlerts === null) return fail('Monitoring could not be asked for open alerts: check again in a moment.');
    return openAlerts.length === 0 ? pass('No alert is open.') : fail(`Open alerts: ${listed(openAlerts)}.`);
  },
  NOT_FROZEN: ({ here: { freezes } }) => {
    const [first] = freezes;
    return first ? fail(`Frozen until ${inUtc(first.to)}: ${first.reason}`) : pass('No freeze holds.');
  },
  HOSTED: ({ here }) =>
    here.hosted
      ? pass('Where it is hosted was decided.')
      : fail('Where to host it was not decided: decide hosting first.'),
  REQUIREMENTS_MET: requirementsMet,
  FEATURES_AVAILABLE: ({ version, environment }) => featuresAvailable(version.features, environment),
  ASSUMPTIONS_HOLD: assumptionsHold,
  CONVERSION_AGREES: ({ here: { conversionAgrees } }) => {
    if (conversionAgrees === null) return pass('Nothing was converted for production.');
    return conversionAgrees
      ? pass('The converted model agrees with the original.')
      : fail('The converted model does not agree with the original within its tolerance.');
  },
  REVIEWED: ({ version }) => reviewed(version.handovers),
};

/** Whoever holds this permission can clear a check that failed: by doing what it asks for. */
export const clearedWith: Record<CheckKind, Permission> = {
  DOCUMENTED: 'MODEL_EDIT',
  ACCOUNTABLE: 'ASSIGN',
  COMPATIBLE_SIGNATURE: 'VERSION_REGISTER',
  OBJECTIVES_MET: 'MODEL_EDIT',
  EXPERIMENT_WON: 'EXPERIMENT_EDIT',
  NO_OPEN_ALERTS: 'ALERT_HANDLE',
  NOT_FROZEN: 'POLICY_ADMIN',
  HOSTED: 'HOSTING_DECIDE',
  REQUIREMENTS_MET: 'HOSTING_DECIDE',
  FEATURES_AVAILABLE: 'INGEST',
  ASSUMPTIONS_HOLD: 'MODEL_EDIT',
  CONVERSION_AGREES: 'HOSTING_DECIDE',
  REVIEWED: 'VERSION_REGISTER',
};

/** The checks that only who holds their permission everywhere can clear: what they look at is true of all models alike. */
export const clearedEverywhere: ReadonlySet<CheckKind> = new Set(['FEATURES_AVAILABLE']);

/**
 * The checks that a retirement is held to, where the policy has them: what a version is like, or what is open about it,
 * is no reason to let it go on serving.
 */
export const retirementChecks: ReadonlySet<CheckKind> = new Set(['NOT_FROZEN']);

/** Judges the checks that a policy asks for, in its order. Pure. */
export function judge(kinds: readonly CheckKind[], facts: Facts): CheckResult[] {
  return kinds.map(kind => ({ kind, ...judges[kind](facts) }));
}

function compatible({ comparison }: Facts): Finding {
  if (!comparison) return pass('Nothing runs there yet, so no caller can break.');
  return comparison.breaking
    ? fail(`Callers of the version that runs there would break: ${listed(comparison.breaks)}.`)
    : pass('Callers of the version that runs there can call this one.');
}

function objectivesMet({ version }: Facts): Finding {
  if (version.objectives.length === 0) return fail('The model has no objectives: nobody said what good means.');
  const measured = version.objectives.map(({ metric, comparator, target }) => {
    const value = overallOf(version.evaluations, metric);
    return { met: holds(value, comparator, target), said: said({ metric, value, comparator, target }) };
  });
  const missed = measured.filter(({ met }) => !met);
  return missed.length === 0
    ? pass(`Met: ${listed(measured.map(each => each.said))}.`)
    : fail(`Not met: ${listed(missed.map(each => each.said))}.`);
}

function requirementsMet({ version, here }: Facts): Finding {
  const missed = here.requirements
    .map(({ metric, comparator, value: target }) => ({
      metric,
      comparator,
      target,
      value: overallOf(version.evaluations, metric),
    }))
    .filter(({ value, comparator, target }) => !holds(value, comparator, target));
  if (here.requirements.length === 0) return pass('No requirement is set.');
  return missed.length === 0 ? pass('All requirements are met.') : fail(`Not met: ${listed(missed.map(said))}.`);
}

function assumptionsHold({ version: { assumptions } }: Facts): Finding {
  const open = assumptions.filter(({ status }) => status !== 'HOLDS');
  if (open.length === 0) return pass('All assumptions hold.');
  return fail(
    `${listed(open.map(({ text, status }) => `"${text}" is ${status === 'OPEN' ? 'not checked' : 'broken'}`))}.`,
  );
}

/** The only overall result of a metric; null where there is none, or where several disagree. */
function overallOf(evaluations: Facts['version']['evaluations'], metric: string): number | null {
  const found = new Set(evaluations.filter(each => each.metric === metric).map(each => each.value));
  const [only = null] = found;
  return found.size === 1 ? only : null;
}

function holds(value: number | null, comparator: Comparator, target: number): boolean {
  if (value === null) return false;
  return comparator === 'AT_LEAST' ? value >= target : value <= target;
}

function said(of: { metric: string; value: number | null; comparator: Comparator; target: number }): string {
  const wanted = `${of.comparator === 'AT_LEAST' ? 'at least' : 'at most'} ${of.target}`;
  return `${of.metric} ${of.value === null ? 'was not measured' : `is ${of.value}`} (${wanted})`;
}
