import { bareModel, bareVersion, fullModel, fullVersion } from '../../export/testing/facts.ts';
import { citesOf } from '../cites.ts';
import type { AssignmentFacts, EntryFacts, PromotionFacts, Who } from '../facts.ts';
import type { Subject } from '../subject.ts';

export const now = new Date('2026-11-21T09:00:00Z');
const at = '2026-11-20T09:00:00.000Z';

/** Somebody of this name. */
export function someone(name: string, __typename: Who['__typename'] = 'Person'): Who {
  return { __typename, id: `${__typename === 'Team' ? 'tea' : 'per'}_${name.toLowerCase()}`, name };
}

/** An entry of the trail. */
export function entry(seq: number | null, action: string, more: Partial<EntryFacts> = {}): EntryFacts {
  const told = { id: `evt_${seq}`, at: new Date(at), actor: 'Ana', subjectId: 'mdl_1', modelId: 'mdl_1' };
  return { ...told, action, summary: action, refused: false, detail: null, seq, ...more };
}

/** An accepted assignment of a role to somebody. */
export function holding(key: string, assignee: Who, more: Partial<AssignmentFacts> = {}): AssignmentFacts {
  const role = { key, title: key, raci: 'ACCOUNTABLE' } as const;
  const told = { id: `asg_${key}`, role, assignee, scope: 'MODEL', state: 'ACCEPTED' } as const;
  return { ...told, scopeOfWork: null, proposedBy: someone('Bo'), since: at, until: null, ...more };
}

/** A model of which nothing is known but what the graph always knows, without a version. */
export function bareSubject(): Subject {
  const model = {
    ...{ ...bareModel, team: null, documents: [], assignments: [], lastValidatedAt: null, validationDueAt: null },
    ...{
      live: [],
      hostingDecisions: [],
      requirements: [],
      promotions: { totalCount: 0, nodes: [] },
      monitors: [],
      health: null,
    },
    ...{ alerts: { nodes: [] }, versions: { totalCount: 0, nodes: [] } },
  };
  return { model, version: null, cites: citesOf([]), now };
}

/** A promotion in which every text is the given one. */
export function promotionWith(text: string, more: Partial<PromotionFacts> = {}): PromotionFacts {
  return {
    ...{ id: 'pro_1', kind: 'PROMOTE', state: 'LIVE', reason: text, requestedBy: someone('Ben'), requestedAt: at },
    ...{ evidenceDigest: 'e'.repeat(64), environment: { name: text }, version: { version: text } },
    policy: { fourEyes: true },
    checks: [
      { kind: 'DOCUMENTED', passed: true, detail: text, waivedBy: null, waiverReason: null },
      { kind: 'REVIEWED', passed: false, detail: text, waivedBy: someone('Rosa'), waiverReason: text },
    ],
    approvals: [{ by: someone('Mei'), role: 'data-scientist', decision: 'APPROVE', comment: text, at, stands: true }],
    ...more,
  };
}

/** A model and version of which all is known, with one text wherever somebody wrote one. */
export function fullSubject(text: string, kinds: readonly string[] = []): Subject {
  const bare = bareSubject();
  const paper = (kind: string, id: number) => ({
    ...{ id: `doc_${id}`, title: text, kind, uri: text, updatedAt: at, updatedBy: someone('Ana') },
  });
  const environment = { name: text, production: true };
  const target = { name: text, kind: 'KUBERNETES' };
  const model = {
    ...{ ...bare.model, ...fullModel(text), team: { id: 'tea_growth', name: 'growth', title: text } },
    documents: kinds.map(paper),
    assignments: ['owner', 'data-scientist', 'ml-engineer', 'risk'].map(key =>
      holding(key, { ...someone('Ana'), name: text }, { scopeOfWork: text }),
    ),
    ...{ lastValidatedAt: at, validationDueAt: '2027-11-20T09:00:00.000Z' },
    live: [
      {
        ...{ environment, version: { version: '7' }, kind: 'PRIMARY', state: 'LIVE', trafficPercent: 100 },
        ...{ startedAt: at, target, promotion: { id: 'pro_1' } },
      },
    ],
    hostingDecisions: [
      {
        ...{ id: 'hos_1', environment, target, serving: 'ONLINE', integration: text, rationale: text },
        ...{ decidedBy: someone('Ben'), decidedAt: at },
        conversion: { from: text, to: text, cases: 100, maxAbsoluteDifference: 0.001, agrees: true },
      },
    ],
    requirements: [{ environment, metric: text, comparator: 'AT_MOST' as const, value: 40, unit: text, reason: text }],
    promotions: { totalCount: 1, nodes: [promotionWith(text)] },
    monitors: [
      {
        ...{ id: 'mon_1', name: text, kind: 'METRIC', origin: 'PERSON', environment: text, metric: text },
        ...{ comparator: 'AT_MOST' as const, threshold: 40, severity: 'WARNING', enabled: true },
      },
    ],
    health: { status: 'HEALTHY', summary: text, openAlerts: 0, lastObservedAt: at },
    alerts: {
      nodes: [{ id: 'alr_1', title: text, severity: 'WARNING', state: 'RESOLVED', firedAt: at, resolvedAt: at }],
    },
    versions: {
      totalCount: 1,
      nodes: [
        {
          ...{ id: 'ver_1', version: text, state: 'READY', createdAt: at, createdBy: someone('Ana') },
          ...{ trainedBy: someone('Ana'), changeNote: text },
        },
      ],
    },
  };
  const figures = fullVersion(text).evaluations;
  const version = {
    ...{ ...bareVersion, ...fullVersion(text), documents: [] },
    evaluations: [...figures, ...figures.map(figure => ({ ...figure, slice: null }))],
    assumptions: [
      { id: 'asm_1', text, status: 'HOLDS' as const, checkedBy: someone('Ana'), checkedAt: at, evidence: text },
    ],
    handovers: [
      {
        ...{ id: 'hov_1', from: someone('Ana'), to: someone('Ben'), state: 'ACCEPTED', stands: true },
        ...{ offeredAt: at, answeredAt: at, answeredBy: someone('Ben') },
      },
    ],
  };
  return { model, version, cites: citesOf(entriesOf(text)), now };
}

function entriesOf(text: string): EntryFacts[] {
  return [
    entry(1, 'model.registered'),
    entry(2, 'version.registered', { subjectId: 'ver_1' }),
    entry(3, 'assignment.accepted', { subjectId: 'asg_owner' }),
    entry(4, 'promotion.approved', { subjectId: 'pro_1' }),
    entry(5, 'model.validated', { detail: { validatedAt: at, summary: text } }),
    entry(6, 'document.written', { detail: { documentId: 'doc_0' } }),
    entry(7, 'hosting.decided', { subjectId: 'hos_1' }),
    entry(8, 'handover.accepted', { subjectId: 'hov_1' }),
    entry(9, 'alert.fired', { subjectId: 'alr_1' }),
  ];
}
