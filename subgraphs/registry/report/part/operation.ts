import type { ApprovalFacts, CheckFacts, PromotionFacts } from '../facts.ts';
import { pointOf } from '../gap.ts';
import type { Cell } from '../report.ts';
import { bound, day, fact, factsBlock, figure, moreBlock, type Part, plain, sought, tableBlock } from './evidence.ts';

/** Where it is hosted, how it is served, and why there. */
export const hosting: Part = ({ model, cites }) => {
  const decisions = model.hostingDecisions ?? [];
  const rows = decisions.map(({ id, environment, target, serving, integration, rationale, decidedBy, decidedAt }) => [
    ...[environment.name, `${target.name} (${plain(target.kind).toLowerCase()})`, plain(serving), integration],
    ...[rationale, decidedBy?.name ?? null, day(decidedAt), { entries: cites.of(id) }],
  ]);
  const heads = ['Environment', 'Where', 'Served', 'Built into', 'Why', 'Decided by', 'On', 'Entries'];
  return {
    sources: ['hosting decisions'],
    blocks: tableBlock('Hosting', heads, rows),
    sought: sought([[rows.length > 0, pointOf('hosting')]]),
  };
};

/** The proof that a model which was rewritten for production still says the same. */
export const conversion: Part = ({ model, cites }) => ({
  sources: ['hosting decisions'],
  blocks: tableBlock(
    'Rewritten for production',
    ['From', 'To', 'Cases compared', 'Greatest difference', 'Agrees', 'Entries'],
    (model.hostingDecisions ?? []).flatMap(({ id, conversion: made }) =>
      made
        ? [
            [
              ...[made.from, made.to, figure(made.cases), figure(made.maxAbsoluteDifference)],
              ...[made.agrees ? 'yes' : 'no', { entries: cites.of(id) }],
            ],
          ]
        : [],
    ),
  ),
  sought: [],
});

/** What runs where, and since when. */
export const live: Part = ({ model, cites }) => ({
  sources: ['deployments'],
  blocks: tableBlock(
    'What is live',
    ['Environment', 'Version', 'As', 'Traffic', 'Since', 'Where', 'Entries'],
    (model.live ?? []).map(({ environment, version, kind, trafficPercent, startedAt, target, promotion }) => [
      ...[environment?.name ?? null, version?.version ?? null, plain(kind), `${figure(trafficPercent)} %`],
      ...[day(startedAt), target?.name ?? null],
      { entries: promotion ? cites.of(promotion.id, ...decisive) : [] },
    ]),
  ),
  sought: [],
});

export const requirements: Part = ({ model }) => ({
  sources: ['requirements'],
  blocks: tableBlock(
    'What production requires',
    ['Environment', 'Metric', 'Required', 'Why'],
    (model.requirements ?? []).map(({ environment, metric, comparator, value, unit, reason }) => [
      ...[environment.name, metric, bound(comparator, value, unit), reason],
    ]),
  ),
  sought: sought([[(model.requirements ?? []).length > 0, pointOf('requirements')]]),
});

/** What of a promotion's history decided it. */
const decisive = [
  'promotion.requested',
  'promotion.approval_given',
  'promotion.approved',
  'promotion.rejected',
  'promotion.check_waived',
  'promotion.live',
] as const;

/** Who asked for which change of what runs, on which evidence, and who decided. */
export const promotions: Part = ({ model, cites }) => {
  const { promotions: list = null } = model;
  const heads = ['Version', 'To', 'Asked by', 'On', 'Why', 'State', 'Decided by', 'Checks', 'Evidence', 'Entries'];
  const rows = (list?.nodes ?? []).map(each => [...promotionCells(each), { entries: cites.of(each.id, ...decisive) }]);
  const more = list ? moreBlock(list, 'promotions') : [];
  return { sources: ['promotions'], blocks: [...tableBlock('Promotions', heads, rows), ...more], sought: [] };
};

function promotionCells(each: PromotionFacts): Cell[] {
  const { version, environment, requestedBy, requestedAt, reason, state, approvals, checks, evidenceDigest } = each;
  return [
    ...[version?.version ?? null, environment?.name ?? null, requestedBy?.name ?? null, day(requestedAt), reason],
    ...[plain(state), approvalsText(approvals), checksText(checks), evidenceDigest],
  ];
}

/** Who said what, as what. */
export function approvalsText(approvals: readonly ApprovalFacts[]): string | null {
  const said = approvals.map(({ by, role, decision, at, stands }) => {
    const verb = decision === 'APPROVE' ? 'approved' : 'rejected';
    return `${by?.name ?? 'somebody'} ${verb} as ${role} on ${day(at)}${stands ? '' : ', on evidence that changed since'}`;
  });
  return said.length === 0 ? null : said.join('; ');
}

/** How many checks passed, and what became of the others. */
export function checksText(checks: readonly CheckFacts[]): string | null {
  if (checks.length === 0) return null;
  const open = checks.filter(({ passed }) => !passed);
  const others = open.map(({ kind, waivedBy, waiverReason, detail }) =>
    waivedBy ? `${plain(kind)}: waived by ${waivedBy.name}: ${waiverReason ?? ''}` : `${plain(kind)}: ${detail}`,
  );
  return [`${checks.length - open.length} of ${checks.length} passed`, ...others].join('; ');
}

export const monitors: Part = ({ model }) => {
  const all = model.monitors ?? [];
  return {
    sources: ['monitors'],
    blocks: tableBlock(
      'Monitors',
      ['Name', 'Kind', 'Environment', 'Rule', 'Severity', 'Made from', 'On'],
      all.map(({ name, kind, environment, metric, comparator, threshold, severity, origin, enabled }) => [
        ...[name, plain(kind), environment],
        ...[comparator && threshold !== null ? `${metric ?? ''} ${bound(comparator, threshold, null)}`.trim() : metric],
        ...[plain(severity), plain(origin), enabled ? 'yes' : 'no'],
      ]),
    ),
    sought: sought([[all.some(({ enabled }) => enabled), pointOf('monitors')]]),
  };
};

/** How it is now, and what was wrong with it lately. */
export const health: Part = ({ model: { health: now, alerts }, cites }) => ({
  sources: ['alerts'],
  blocks: [
    ...factsBlock([
      fact('Now', now && plain(now.status)),
      fact('In words', now?.summary ?? null),
      fact('Last observed on', day(now?.lastObservedAt ?? null)),
    ]),
    ...tableBlock(
      'Alerts, the latest 25',
      ['What', 'Severity', 'State', 'Fired on', 'Resolved on', 'Entries'],
      (alerts?.nodes ?? []).map(({ id, title, severity, state, firedAt, resolvedAt }) => [
        ...[title, plain(severity), plain(state), day(firedAt), day(resolvedAt)],
        { entries: cites.of(id) },
      ]),
    ),
  ],
  sought: [],
});
