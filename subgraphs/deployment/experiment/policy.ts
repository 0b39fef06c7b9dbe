import type { Permission } from '@handoff/kit/access/permission';
import { invalid, type Problem } from '@handoff/kit/problem';
import { type ExperimentMove, type ExperimentState, movesFrom, type Verdict } from './experiment.ts';
import type { Reading } from './findings.ts';

/** Why somebody may not design, run, feed or decide an experiment, or null. */
export function mayEdit(permissions: ReadonlySet<Permission>): { rule: string; message: string } | null {
  if (permissions.has('EXPERIMENT_EDIT')) return null;
  const message = 'Experiments on this model need a role that may run them, such as data-scientist or ml-engineer.';
  return { rule: 'experiment-edit', message };
}

/** The moves somebody can make now; whoever "anyone" is, the state decides alone. */
export function movesOf(state: ExperimentState, permissions: ReadonlySet<Permission> | 'anyone'): ExperimentMove[] {
  return permissions === 'anyone' || mayEdit(permissions) === null ? movesFrom(state) : [];
}

/** An arm, as far as a decision chooses it. */
export interface Choice {
  key: string;
  versionId: string;
  control: boolean;
}

/**
 * The verdicts that can be given on what the data say, which comes first. Nobody is bound to believe the data (INCONCLUSIVE and
 * INVALID are always possible), but nobody can claim more than they say.
 */
export function possibleVerdicts(reading: Reading | null): Verdict[] {
  const said = reading?.verdict ?? 'INCONCLUSIVE';
  return said === 'INVALID' ? [said] : [...new Set<Verdict>([said, 'INCONCLUSIVE', 'INVALID'])];
}

/** Why a verdict cannot be given on what the data say, or null. */
export function verdictProblem(verdict: Verdict, reading: Reading | null): Problem | null {
  const possible = possibleVerdicts(reading);
  if (possible.includes(verdict)) return null;
  const why = reading?.explanation ?? 'Nothing was recorded of its metric.';
  return invalid('verdict', `The data do not say ${verdict}. ${why} Possible: ${possible.join(', ')}.`);
}

/**
 * The version that is chosen with a verdict, or why not: who wins is one of the arms that won, the only one where none is
 * named; with any other verdict a version of any arm may be kept, or none is named.
 */
export function chosenVersion(
  verdict: Verdict,
  named: string | null,
  of: { arms: readonly Choice[]; reading: Reading | null },
): { id: string | null } | Problem {
  const { arms, reading } = of;
  if (verdict !== 'WON') {
    if (named === null || arms.some(({ versionId }) => versionId === named)) return { id: named };
    return invalid('chosenVersion', 'No arm has this version: choose the version of an arm, or leave it out.');
  }
  const won = new Set((reading?.outcomes ?? []).filter(({ outcome }) => outcome === 'WON').map(({ arm }) => arm));
  const winners = arms.filter(({ key }) => won.has(key));
  const versions = [...new Set(winners.map(({ versionId }) => versionId))];
  if (named === null && versions.length === 1) return { id: versions[0] ?? null };
  const keys = winners.map(({ key }) => key).join(', ');
  if (named === null) return invalid('chosenVersion', `Several arms won (${keys}): choose the version of one.`);
  if (versions.includes(named)) return { id: named };
  return invalid('chosenVersion', `This version did not win: choose that of ${keys}.`);
}
