import { describe, expect, it } from 'vitest';
import { type DecisionNews, decisionDetail, decisionRecipients } from './decision-recipients.ts';
import type { ReachableTeam } from './recipients.ts';

const growth: ReachableTeam = { id: 'tea_growth', title: 'Growth', slackChannel: '#growth', memberIds: ['per_ana'] };
const news: DecisionNews = {
  open: true,
  holders: [
    { personId: 'per_sci', roleKey: 'data-scientist' },
    { personId: 'per_eng', roleKey: 'ml-engineer' },
    { personId: 'per_sci', roleKey: 'ml-engineer' },
  ],
  ...{ creatorId: null, modelTeam: growth, administrators: [{ id: 'per_admin', team: null }] },
};

describe('an advice or an experiment is told to', () => {
  it.each<[string, Partial<DecisionNews>, string[]]>([
    ['who decides it, and the team', {}, ['per_sci MAY_DECIDE', 'per_eng MAY_DECIDE', '#growth TEAM']],
    [
      'the same when it is decided, who need not decide any more',
      { open: false },
      ['per_sci ANSWERS_FOR_IT', 'per_eng ANSWERS_FOR_IT', '#growth TEAM'],
    ],
    ['who set it up, once', { holders: [], creatorId: 'per_bo' }, ['per_bo ASKED_FOR_IT', '#growth TEAM']],
    ['nobody twice', { creatorId: 'per_eng', modelTeam: null }, ['per_sci MAY_DECIDE', 'per_eng MAY_DECIDE']],
    ['the administrators when nobody else would be', { holders: [], modelTeam: null }, ['per_admin FALLBACK']],
  ])('%s', (...[, changes, told]) => {
    const found = decisionRecipients({ ...news, ...changes });
    expect(found.map(({ toId, channel, because }) => `${channel ?? toId} ${because}`)).toEqual(told);
  });

  it('with their roles in words', () => {
    expect(decisionRecipients(news)[0]?.explanation).toBe(
      'You can decide it as data-scientist and ml-engineer of the model.',
    );
  });
});

it.each([[null], [{}], [{ open: 'no', createdById: 7 }]])('reads %j as open and nobody’s', detail => {
  expect(decisionDetail(detail)).toEqual({ open: true, createdById: null });
});
