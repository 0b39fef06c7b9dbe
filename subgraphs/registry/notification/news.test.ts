import { describe, expect, it } from 'vitest';
import { type AlertNews, alertDetail, alertRecipients } from './alert-recipients.ts';
import { type PromotionNews, promotionDetail, promotionRecipients } from './promotion-recipients.ts';
import type { ReachableTeam, Recipient } from './recipients.ts';

const growth: ReachableTeam = { id: 'tea_growth', title: 'Growth', slackChannel: '#growth', memberIds: ['per_ana'] };
const quiet: ReachableTeam = { id: 'tea_quiet', title: 'Quiet', slackChannel: null, memberIds: ['per_cy', 'per_di'] };
const administrators = [
  { id: 'per_admin', team: null },
  { id: growth.id, team: { ...growth, slackChannel: '#platform' } },
];
const short = (recipients: Recipient[]) => recipients.map(each => `${each.channel ?? each.toId} ${each.because}`);

const holder = (personId: string, roleKey: string) => ({ personId, roleKey });
const scientist = holder('per_sci', 'data-scientist');
const both = [scientist, holder('per_ops', 'it-ops')];
const missing = { requestedById: 'per_ana', roles: ['data-scientist', 'it-ops'], excludedIds: [] };

describe('a promotion is told to', () => {
  const news: PromotionNews = {
    detail: missing,
    ...{ holders: both, requesterId: 'per_ana', modelTeam: growth, administrators },
  };
  it.each<[string, Partial<PromotionNews>, string[]]>([
    [
      'who may decide it, who asked for it, and the team in its channel',
      {},
      ['per_sci MAY_DECIDE', 'per_ops MAY_DECIDE', 'per_ana ASKED_FOR_IT', '#growth TEAM'],
    ],
    [
      'nobody as deciding who asked for it, and the administrators when a role is left without anybody',
      { detail: { ...missing, excludedIds: ['per_sci'] } },
      ['per_ops MAY_DECIDE', 'per_ana ASKED_FOR_IT', '#growth TEAM', 'per_admin FALLBACK', '#platform FALLBACK'],
    ],
    [
      'one person once, by the first rule',
      { holders: [...both, holder('per_sci', 'it-ops'), holder('per_ana', 'it-ops')] },
      ['per_sci MAY_DECIDE', 'per_ops MAY_DECIDE', 'per_ana MAY_DECIDE', '#growth TEAM'],
    ],
    [
      'nobody as deciding when nothing is to be decided',
      { detail: { ...missing, roles: [] }, holders: [] },
      ['per_ana ASKED_FOR_IT', '#growth TEAM'],
    ],
    [
      'the administrators when a program asked and no team can be told',
      { detail: { ...missing, roles: [] }, holders: [], requesterId: 'svc_ci', modelTeam: quiet },
      ['per_admin FALLBACK', '#platform FALLBACK'],
    ],
    [
      'no team without a channel while somebody else is told',
      { modelTeam: quiet },
      ['per_sci MAY_DECIDE', 'per_ops MAY_DECIDE', 'per_ana ASKED_FOR_IT'],
    ],
  ])('%s', (_, more, told) => {
    expect(short(promotionRecipients({ ...news, ...more }))).toEqual(told);
  });

  it('with the roles and the reason in words', () => {
    const holders = [scientist, holder('per_sci', 'it-ops')];
    const [decider] = promotionRecipients({ ...news, holders });
    expect(decider?.explanation).toBe(
      'You can decide it as data-scientist and it-ops: that approval is still missing.',
    );
    const [, , admin] = promotionRecipients({ ...news, holders: [] });
    expect(admin?.explanation).toMatch(/^Nobody can decide it as data-scientist and it-ops: give /);
  });
});

describe('an alert is told to', () => {
  const news: AlertNews = {
    ...{ escalation: 0, modelTeam: growth, administrators },
    responsible: { id: 'per_bo', team: null },
  };
  it.each<[string, Partial<AlertNews>, string[]]>([
    ['who answers for it, and the team in its channel', {}, ['per_bo ANSWERS_FOR_IT', '#growth TEAM']],
    ['a team that answers for it, once', { responsible: { id: growth.id, team: growth } }, ['#growth ANSWERS_FOR_IT']],
    [
      'a team without a channel member by member',
      { responsible: { id: quiet.id, team: quiet }, modelTeam: quiet },
      ['per_cy ANSWERS_FOR_IT', 'per_di ANSWERS_FOR_IT'],
    ],
    ['no team without a channel while somebody answers for it', { modelTeam: quiet }, ['per_bo ANSWERS_FOR_IT']],
    ['the whole team when nobody does', { responsible: null, modelTeam: quiet }, ['per_cy TEAM', 'per_di TEAM']],
    ['the team once it is escalated', { escalation: 1 }, ['per_bo ANSWERS_FOR_IT', '#growth ESCALATED']],
    [
      'the team member by member once it is escalated',
      { escalation: 1, modelTeam: quiet },
      ['per_bo ANSWERS_FOR_IT', 'per_cy ESCALATED', 'per_di ESCALATED'],
    ],
    [
      'the administrators when the team did not answer either',
      { escalation: 2 },
      ['per_bo ANSWERS_FOR_IT', '#growth ESCALATED', 'per_admin FALLBACK', '#platform FALLBACK'],
    ],
    [
      'the administrators when there is nobody else',
      { responsible: null, modelTeam: null },
      ['per_admin FALLBACK', '#platform FALLBACK'],
    ],
    [
      'the administrators when only a program and an empty team answer for it',
      { responsible: { id: 'svc_x', team: null }, modelTeam: { ...quiet, memberIds: [] }, escalation: 1 },
      ['per_admin FALLBACK', '#platform FALLBACK'],
    ],
  ])('%s', (_, more, told) => {
    expect(short(alertRecipients({ ...news, ...more }))).toEqual(told);
  });
});

it.each([[null], [{}], [{ requestedById: 7, roles: 'all', excludedIds: [1], responsibleId: [], escalation: 'x' }]])(
  'reads %j as nobody',
  detail => {
    expect(promotionDetail(detail)).toEqual({ requestedById: null, roles: [], excludedIds: [] });
    expect(alertDetail(detail)).toEqual({ responsibleId: null, escalation: 0 });
  },
);
