import { describe, expect, it } from 'vitest';
import type { LastAct } from '../audit/queries.ts';
import { citesOf } from './cites.ts';
import type { HeldRole, ListedModel, LiveFacts } from './facts.ts';
import { type AccessFacts, accessReview, countsFrom } from './kind/access-review.ts';
import { decisionLog } from './kind/decision-log.ts';
import { inventory, statusOf } from './kind/inventory.ts';
import { lastUseOf } from './last-use.ts';
import { cellText, type Draft, gapsOf, type Table } from './report.ts';
import { entry, holding, now, promotionWith, someone } from './testing/subject.ts';

/** Rows of a table as objects by title; of the record unless one of a section is named. */
function rowsOf(draft: Draft, section?: string): Record<string, string>[] {
  const blocks = draft.sections.find(({ title }) => title === section)?.blocks ?? [];
  const table = section === undefined ? draft.record : blocks.find((block): block is Table => block.kind === 'Table');
  const { columns = [], rows = [] } = table ?? {};
  return rows.map(row => Object.fromEntries(columns.map(({ title }, at) => [title, cellText(row[at] ?? null)])));
}

const factsOf = ({ about }: Draft) => Object.fromEntries(about.map(({ name, value }) => [name, value]));

const model: ListedModel = {
  ...{ id: 'mdl_1', name: 'churn', title: 'Churn', purpose: 'Keep them', limitations: 'None', task: 'RANKING' },
  ...{ riskTier: 'HIGH', visibility: 'INTERNAL', team: { id: 'tea_1', name: 'growth', title: 'Growth' } },
  ...{ archivedAt: null, lastValidatedAt: '2026-01-01T00:00:00Z', validationDueAt: '2027-01-01T00:00:00Z' },
  assignments: [holding('owner', someone('Ana'))],
  ...{ latestVersion: { id: 'ver_1', version: '7' }, live: [], monitors: [], health: null },
};
const live = (name: string, production: boolean, state = 'LIVE'): LiveFacts => ({
  ...{ environment: { name, production }, version: { version: '6' }, kind: 'PRIMARY', state, trafficPercent: 100 },
  ...{ startedAt: null, target: null, promotion: { id: 'pro_1' } },
});

describe('the inventory', () => {
  it.each<[Partial<ListedModel>, string]>([
    [{ archivedAt: '2026-01-01T00:00:00Z', live: [live('production', true)] }, 'Retired'],
    [{ live: [live('staging', false), live('production', true)] }, 'Live in production, version 6'],
    [{ live: [live('staging', false)] }, 'Live in staging, version 6'],
    [{ live: [live('production', true, 'PENDING')] }, 'Not live, newest version 7'],
    [{}, 'Not live, newest version 7'],
    [{ latestVersion: null }, 'Registered, without a version'],
  ])('says where a model stands: %j', (more, status) => {
    expect(statusOf({ ...model, ...more })).toBe(status);
  });

  const keysOf = (more: Partial<ListedModel>) =>
    gapsOf(inventory({ models: [{ ...model, ...more }], cites: citesOf([]), now })).map(({ point }) => point.key);
  it.each<[Partial<ListedModel>, string[]]>([
    [{}, []],
    [{ purpose: null, limitations: null, riskTier: 'UNCLASSIFIED' }, ['purpose', 'risk-tier', 'limitations']],
    [{ assignments: [holding('risk', someone('Ana'))] }, ['owner']],
    [{ lastValidatedAt: null, validationDueAt: null }, ['validation', 'validation-due']],
    [{ validationDueAt: '2026-11-21T08:59:59Z' }, ['validation-overdue']],
    [{ live: [live('production', true)] }, ['monitors']],
    [{ live: [live('production', true)], monitors: [{ name: 'm', enabled: true }] }, []],
    [{ purpose: null, archivedAt: '2026-01-01T00:00:00Z' }, []],
  ])('misses what SR 11-7 asks for, of models in use: %j', (more, keys) => {
    expect(keysOf(more)).toEqual(keys);
  });

  it('cites who registered it, accepted it, validated it and brought it live', () => {
    const entries = [
      entry(4, 'promotion.approved', { subjectId: 'pro_1' }),
      entry(1, 'model.registered'),
      entry(2, 'assignment.accepted', { subjectId: 'asg_owner' }),
      entry(3, 'model.validated'),
      entry(9, 'model.validated', { refused: true }),
      entry(null, 'model.validated'),
    ];
    const draft = inventory({ models: [{ ...model, live: [live('x', true)] }], cites: citesOf(entries), now });
    expect(rowsOf(draft)[0]?.Entries).toBe('#1, #2, #3, #4');
    expect(factsOf(draft)).toMatchObject({ Models: '1, of them 0 retired', Live: '1', 'Risk high': '1' });
  });
});

const role = (more: Partial<HeldRole> = {}): HeldRole => ({
  ...holding('owner', someone('Ana')),
  role: { key: 'owner', title: 'Owner', raci: 'ACCOUNTABLE', permissions: ['MODEL_EDIT'] },
  ...{ model: { id: 'mdl_1', name: 'churn' }, team: null, proposedAt: '2026-01-01T00:00:00Z' },
  ...{ since: '2026-01-01T00:00:00Z', delegatedTo: null, delegatedUntil: null, ...more },
});

describe('the access review', () => {
  const act = (actorId: string, modelId: string | null, teamId: string | null = null): LastAct => ({
    ...{ actorId, modelId, teamId, at: new Date('2026-11-01T00:00:00Z') },
  });
  const review = (held: HeldRole[], acts: LastAct[] = [], more: Partial<AccessFacts> = {}) => {
    const lastUse = lastUseOf({ held, acts, members: new Map([['tea_ops', ['per_bo']]]) });
    return accessReview({
      held,
      lastUse,
      tokens: [],
      seesTrail: true,
      seesRoles: true,
      cites: citesOf([]),
      now,
      ...more,
    });
  };
  const everywhere = { scope: 'EVERYTHING', model: null } as const;
  const ofTeam = { scope: 'TEAM', model: null, team: { id: 'tea_1', title: 'Growth' } } as const;

  it.each<[string, { more?: Partial<HeldRole>; acts?: LastAct[] }, string]>([
    ['did nothing', {}, 'yes'],
    ['worked on the model', { acts: [act('per_ana', 'mdl_1')] }, 'no'],
    ['worked on another model', { acts: [act('per_ana', 'mdl_2')] }, 'yes'],
    ['is not who worked on it', { acts: [act('per_bo', 'mdl_1')] }, 'yes'],
    [
      'is a team whose member worked on it',
      { more: { assignee: someone('Ops', 'Team') }, acts: [act('per_bo', 'mdl_1')] },
      'no',
    ],
    ['lent it to who worked on it', { more: { delegatedTo: someone('Cy') }, acts: [act('per_cy', 'mdl_1')] }, 'no'],
    ['worked on a model of the team', { more: ofTeam, acts: [act('per_ana', 'mdl_9', 'tea_1')] }, 'no'],
    ['worked on a model of another team', { more: ofTeam, acts: [act('per_ana', 'mdl_9', 'tea_2')] }, 'yes'],
    ['worked on a model of no team', { more: ofTeam, acts: [act('per_ana', 'mdl_9')] }, 'yes'],
    ['holds it everywhere and did anything', { more: everywhere, acts: [act('per_ana', null)] }, 'no'],
    ['has held it for a week', { more: { since: '2026-11-14T00:00:00Z' } }, 'no'],
    ['has held it for 90 days', { more: { since: countsFrom(now).toISOString() } }, 'yes'],
  ])('whoever %s', (_, { more, acts }, unused) => {
    const draft = review([role(more)], acts);
    expect(rowsOf(draft)[0]?.Unused).toBe(unused);
    expect(rowsOf(draft, 'Roles that nobody used')).toHaveLength(unused === 'yes' ? 1 : 0);
  });

  it('calls nothing unused that it cannot know', () => {
    const draft = review([role(everywhere), role()], [], { seesTrail: false });
    expect(rowsOf(draft).map(row => [row.On, row.Unused, row['Last used']])).toEqual([
      ['churn', 'yes', 'not in 90 days'],
      ['everything', 'no', 'not known: that takes AUDIT_READ'],
    ]);
  });

  it('shows tokens to who manages access, and says that it does not to others', () => {
    const old = new Date('2026-01-01T00:00:00Z');
    const token = { id: 'tok_1', holder: 'Ana', name: 'laptop', prefix: 'hnd_ab', permissions: null, expiresAt: null };
    const tokens = [
      { ...token, createdAt: old, lastUsedAt: old },
      { ...token, createdAt: old, lastUsedAt: null },
      { ...token, createdAt: old, lastUsedAt: now },
      { ...token, createdAt: now, lastUsedAt: null },
    ];
    const unused = rowsOf(review([], [], { tokens }), 'API tokens').map(row => row.Unused);
    expect(unused).toEqual(['yes', 'yes', 'no', 'no']);
    const hidden = review([], [], { tokens: null }).sections.find(({ title }) => title === 'API tokens');
    expect(hidden?.blocks).toMatchObject([{ rows: [], none: expect.stringContaining('ACCESS_ADMIN') }]);
  });
});

describe('the decision log', () => {
  const entries = [
    entry(1, 'promotion.requested', { subjectId: 'pro_1' }),
    entry(2, 'promotion.check_waived', { subjectId: 'pro_1', actor: 'Rosa', detail: { note: 'REVIEWED: it is old' } }),
    entry(3, 'decidePromotion.refused', { refused: true, detail: { rule: 'four-eyes' } }),
    entry(4, 'promotion.expired', { subjectId: 'pro_1', actor: null, modelId: 'mdl_gone' }),
  ];
  const log = (more: Parameters<typeof promotionWith>[1] = {}) =>
    decisionLog({
      ...{ entries, cites: citesOf(entries), from: null, to: null, models: new Map([['mdl_1', 'churn']]) },
      promotions: [{ ...promotionWith('x', more), model: { id: 'mdl_1', name: 'churn' } }],
    });

  it('has all decisions in order, with who, why and the entry', () => {
    expect(rowsOf(log()).map(row => [row.Who, row.Model, row.Reason, row.Refused, row.Entries])).toEqual([
      ['Ana', 'churn', '', 'no', '#1'],
      ['Rosa', 'churn', 'REVIEWED: it is old', 'no', '#2'],
      ['Ana', 'churn', 'four-eyes', 'yes', '#3'],
      ['Handoff itself', 'mdl_gone', '', 'no', '#4'],
    ]);
    expect(factsOf(log())).toMatchObject({ Decisions: '3', Refused: '1', From: 'the beginning' });
    expect(rowsOf(log(), 'Checks that were waived')).toHaveLength(1);
    expect(rowsOf(log(), 'What was refused')).toHaveLength(1);
  });

  it.each<[string, Parameters<typeof promotionWith>[1], string]>([
    ['somebody else approved', {}, 'required; somebody else approved it'],
    ['nobody approved', { approvals: [] }, 'required; nobody approved it'],
    ['who asked approved', { requestedBy: someone('Mei') }, 'required; only who asked approved it'],
    ['it is not asked for', { policy: { fourEyes: false }, approvals: [] }, 'not required'],
  ])('says of four eyes that %s', (_, more, words) => {
    const [row] = rowsOf(log(more), 'Promotions');
    expect(row).toMatchObject({ 'Four eyes': words, Evidence: 'e'.repeat(64), Entries: '#1, #2, #4' });
  });
});
