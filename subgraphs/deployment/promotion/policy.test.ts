import type { Permission } from '@handoff/kit/access/permission';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approversAmong, mayDecide, mayMove, movesOf, type Standing, type Subject } from './policy.ts';
import { missingApprovals, movesFrom, promotionMoves, promotionStates } from './promotion.ts';

const required = [
  { role: 'data-scientist', count: 1 },
  { role: 'it-ops', count: 1 },
];
const subject: Subject = {
  state: 'PENDING',
  production: true,
  requestedById: 'per_asker',
  involvedIds: ['per_asker', 'per_trainer'],
  fourEyes: true,
  required,
  approved: [],
};
const approver: Standing = {
  actorId: 'per_mei',
  isPerson: true,
  permissions: new Set<Permission>(['READ', 'PROMOTION_APPROVE']),
  roles: ['data-scientist'],
};
const yes = (personId: string, role: string) => ({ personId, role, decision: 'APPROVE', evidenceDigest: 'e' }) as const;

describe('who may approve', () => {
  it.each<[string, Partial<Subject>, Partial<Standing>, string | null, string]>([
    ['a holder of a role that is missing', {}, {}, null, 'data-scientist'],
    ['a program', {}, { isPerson: false }, null, 'people-decide'],
    ['nobody without the permission', {}, { permissions: new Set<Permission>(['READ']) }, null, 'promotion-approve'],
    ['not who asked', {}, { actorId: 'per_asker' }, null, 'four-eyes'],
    ['not who trained it', {}, { actorId: 'per_trainer' }, null, 'four-eyes'],
    ['nobody whose role is not asked for', {}, { roles: ['risk'] }, null, 'approver-role'],
    ['nobody whose role has said yes', { approved: [yes('per_ana', 'data-scientist')] }, {}, null, 'approver-role'],
    ['nobody twice', { approved: [yes('per_mei', 'it-ops')] }, {}, null, 'one-person-one-approval'],
    ['the first role missing', {}, { roles: ['it-ops', 'data-scientist'] }, null, 'data-scientist'],
    ['the role that is named', {}, { roles: ['it-ops', 'data-scientist'] }, 'it-ops', 'it-ops'],
    ['no role they do not hold', {}, {}, 'it-ops', 'approver-role'],
    [
      'without four eyes who asked, while others follow',
      { fourEyes: false },
      { actorId: 'per_asker' },
      null,
      'data-scientist',
    ],
    [
      'without four eyes not who asked, alone',
      { fourEyes: false, required: [{ role: 'data-scientist', count: 1 }] },
      { actorId: 'per_asker' },
      null,
      'not-alone',
    ],
    [
      'without four eyes not two who are involved, together',
      { fourEyes: false, approved: [yes('per_trainer', 'it-ops')] },
      { actorId: 'per_asker' },
      null,
      'not-alone',
    ],
    [
      'without four eyes who asked, after somebody else',
      { fourEyes: false, approved: [yes('per_ben', 'it-ops')] },
      { actorId: 'per_asker' },
      null,
      'data-scientist',
    ],
  ])('%s', (...[, ofSubject, ofStanding, role, expected]) => {
    const found = mayDecide(
      { ...subject, ...ofSubject },
      { ...approver, ...ofStanding },
      { decision: 'APPROVE', role },
    );
    expect('rule' in found ? found.rule : found.role).toBe(expected);
  });

  it('lets nobody who is involved approve under four eyes, whatever else holds', () => {
    const ids = fc.constantFrom('per_asker', 'per_trainer');
    const roles = fc.subarray(['data-scientist', 'it-ops', 'risk', 'owner']);
    const approved = fc.subarray([yes('per_ana', 'data-scientist'), yes('per_ben', 'it-ops')]);
    fc.assert(
      fc.property(ids, roles, approved, (...[actorId, held, given]) => {
        const standing = { ...approver, actorId, roles: held };
        const found = mayDecide({ ...subject, approved: given }, standing, { decision: 'APPROVE' });
        expect(found).toHaveProperty('rule');
      }),
    );
  });

  it('lets an approver reject what they registered themselves, in a role that is asked for', () => {
    const standing = { ...approver, actorId: 'per_trainer', roles: ['owner', 'it-ops'] };
    expect(mayDecide(subject, standing, { decision: 'REJECT' })).toEqual({ role: 'it-ops' });
    const asker = { ...standing, actorId: 'per_asker' };
    expect(mayDecide(subject, asker, { decision: 'REJECT' })).toMatchObject({ rule: 'requester-withdraws' });
  });
});

it.each<[Parameters<typeof mayMove>[0], Partial<Standing>, string | null]>([
  ['WITHDRAW', { actorId: 'per_asker' }, null],
  ['WITHDRAW', {}, 'requester-withdraws'],
  ['WITHDRAW', { permissions: new Set<Permission>(['MODEL_EDIT']) }, null],
  ['WAIVE', {}, 'check-waive'],
  ['WAIVE', { permissions: new Set<Permission>(['CHECK_WAIVE']) }, null],
  ['WAIVE', { permissions: new Set<Permission>(['CHECK_WAIVE']), actorId: 'per_asker' }, 'four-eyes'],
  ['RECHECK', {}, null],
  ['RECHECK', { permissions: new Set<Permission>(['READ']) }, 'promotion-request'],
  ['START', {}, 'deploy'],
  ['START', { permissions: new Set<Permission>(['DEPLOY']) }, null],
  ['ROLL_BACK', {}, 'deploy'],
])('judges %s by %j as %s', (move, standing, rule) => {
  expect(mayMove(move, subject, { ...approver, ...standing })?.rule ?? null).toBe(rule);
});

it('offers only moves that the state allows and the policy lets through', () => {
  for (const state of promotionStates) {
    const offered = movesOf({ ...subject, state }, approver);
    for (const move of promotionMoves) {
      const may = movesFrom(state).includes(move) && mayMove(move, subject, approver) === null;
      expect([state, move, offered.includes(move)]).toEqual([state, move, may]);
    }
    expect(movesOf({ ...subject, state }, 'anyone')).toEqual(movesFrom(state));
  }
});

it.each([
  [[], ['data-scientist', 'it-ops']],
  [[yes('a', 'it-ops')], ['data-scientist']],
  [[yes('a', 'it-ops'), yes('b', 'it-ops'), yes('c', 'data-scientist')], []],
])('finds missing after %j: %j', (approved, expected) => {
  expect(missingApprovals(required, approved).map(({ role }) => role)).toEqual(expected);
});

it('names who can approve: once each, in the order they come, without those who did or may not', () => {
  const holders = [
    { personId: 'per_asker', roleKey: 'data-scientist' },
    { personId: 'per_mei', roleKey: 'data-scientist' },
    { personId: 'per_mei', roleKey: 'it-ops' },
    { personId: 'per_ben', roleKey: 'it-ops' },
    { personId: 'per_eve', roleKey: 'risk' },
  ];
  expect(approversAmong(subject, holders)).toEqual(['per_mei', 'per_ben']);
  expect(approversAmong({ ...subject, approved: [yes('per_mei', 'data-scientist')] }, holders)).toEqual(['per_ben']);
  expect(approversAmong({ ...subject, fourEyes: false }, holders)).toEqual(['per_asker', 'per_mei', 'per_ben']);
});
