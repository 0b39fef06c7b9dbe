import type { Permission } from '@handoff/kit/access/permission';
import type { AssignmentRow, AssignmentState, RoleRow } from '@handoff/kit/access/table';
import { isProblem } from '@handoff/kit/problem';
import { expect, it } from 'vitest';
import { dueAt, moved, movesFrom, targetProblem } from './assignment.ts';
import { mayMove, mayPropose, movesOf } from './policy.ts';

const now = new Date('2026-11-21T09:00:00Z');
const proposed: AssignmentRow = {
  id: 'asg_1',
  roleKey: 'owner',
  assigneeId: 'per_1',
  scope: 'MODEL',
  modelId: 'mdl_1',
  teamId: null,
  state: 'PROPOSED',
  scopeOfWork: null,
  proposedById: 'per_2',
  proposedAt: new Date('2026-11-20T09:00:00Z'),
  dueAt: null,
  respondedAt: null,
  declineReason: null,
  suggestedId: null,
  since: null,
  until: null,
  delegatedToId: null,
  delegatedUntil: null,
  replacesId: null,
  endedAt: null,
  endReason: null,
  revision: 1,
};

it.each<[AssignmentState, string[]]>([
  ['PROPOSED', ['ACCEPT', 'DECLINE', 'SUGGEST', 'END']],
  ['ACCEPTED', ['DELEGATE', 'END']],
  ['DECLINED', []],
  ['EXPIRED', []],
  ['ENDED', []],
])('from %s it may move by %j', (state, moves) => {
  expect(movesFrom(state)).toEqual(moves);
});

it('accepting sets since and the answer, and makes a new revision', () => {
  expect(moved(proposed, 'ACCEPT', now)).toMatchObject({
    state: 'ACCEPTED',
    since: now,
    respondedAt: now,
    revision: 2,
  });
});

it('a second answer is told what was answered and when', () => {
  const accepted = moved(proposed, 'ACCEPT', now);
  if (isProblem(accepted)) throw new Error('the first answer is allowed');
  expect(moved(accepted, 'DECLINE', now)).toEqual({
    kind: 'WrongState',
    state: 'ACCEPTED',
    allowed: ['DELEGATE', 'END'],
    message: 'It was accepted at 2026-11-21 09:00 UTC.',
  });
});

it('an answer is due in a week unless another day was given', () => {
  expect(dueAt(null, now)).toEqual(new Date('2026-11-28T09:00:00Z'));
  expect(dueAt(now, new Date(0))).toEqual(now);
});

it.each([
  [{ scope: 'MODEL', model: null, team: null }, 'model'],
  [{ scope: 'TEAM', model: null, team: null }, 'team'],
  [{ scope: 'TEAM', model: 'churn', team: 'growth' }, 'model'],
  [{ scope: 'EVERYTHING', model: null, team: 'growth' }, 'team'],
  [{ scope: 'MODEL', model: 'churn', team: null }, null],
  [{ scope: 'EVERYTHING', model: null, team: null }, null],
] as const)('the target %j is judged on %s', (target, field) => {
  const problem = targetProblem(target);
  expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
});

const owner: RoleRow = {
  key: 'owner',
  title: 'Owner',
  raci: 'ACCOUNTABLE',
  permissions: ['READ', 'ASSIGN'],
  requiresAcceptance: true,
  maxHolders: 1,
};
const auditor: RoleRow = {
  ...owner,
  key: 'auditor',
  title: 'Auditor',
  permissions: ['AUDIT_READ'],
  requiresAcceptance: false,
};
const standing = (permissions: Permission[], more: object = {}) => ({
  permissions: new Set(permissions),
  isAssignee: false,
  managesAccess: false,
  teamOfUnowned: false,
  ...more,
});

it.each([
  ['who may assign', owner, standing(['READ', 'ASSIGN']), null],
  ['who may only read', owner, standing(['READ']), 'assign-permission'],
  ['a member of the team of an unowned model', owner, standing(['READ'], { teamOfUnowned: true }), null],
  ['such a member, of another role', auditor, standing(['READ'], { teamOfUnowned: true }), 'assign-permission'],
  ['who may assign but not audit', auditor, standing(['READ', 'ASSIGN']), 'not-more-than-own'],
  ['who manages access', auditor, standing([], { managesAccess: true }), null],
])('proposing by %s', (...[, role, who, rule]) => {
  expect(mayPropose(role, who)?.rule ?? null).toBe(rule);
});

it.each([
  ['ACCEPT', { isAssignee: true }, null],
  ['ACCEPT', { managesAccess: true }, 'assignee-answers'],
  ['DECLINE', {}, 'assignee-answers'],
  ['END', { isAssignee: true }, null],
  ['END', { permissions: new Set(['ASSIGN']) }, null],
  ['END', {}, 'assignee-or-assigner'],
  ['DELEGATE', { permissions: new Set(['ASSIGN']) }, 'assignee-or-assigner'],
  ['DELEGATE', { managesAccess: true }, null],
] as const)('%s by %j', (move, who, rule) => {
  expect(mayMove(move, standing([], who))?.rule ?? null).toBe(rule);
});

it('shows the moves of the viewer, or of anyone', () => {
  expect(movesOf(proposed, standing([]))).toEqual([]);
  expect(movesOf(proposed, standing([], { isAssignee: true }))).toEqual(['ACCEPT', 'DECLINE', 'SUGGEST', 'END']);
  expect(movesOf(proposed, 'anyone')).toEqual(['ACCEPT', 'DECLINE', 'SUGGEST', 'END']);
});
