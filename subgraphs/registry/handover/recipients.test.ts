import { expect, it } from 'vitest';
import type { ReachableTeam } from '../notification/recipients.ts';
import { type HandoverNews, handoverRecipients } from './recipients.ts';

const ml: ReachableTeam = { id: 'tea_ml', title: 'ML', slackChannel: '#ml', memberIds: ['per_bo', 'per_cy'] };
const quiet: ReachableTeam = { ...ml, id: 'tea_quiet', title: 'Quiet', slackChannel: null };
const growth: ReachableTeam = { id: 'tea_growth', title: 'Growth', slackChannel: '#growth', memberIds: ['per_ana'] };
const offered = { fromId: 'per_ana', toId: 'per_bo', state: 'OFFERED', answeredById: null } as const;
const toTeam = { ...offered, toId: 'tea_ml' } as const;

it.each<[string, Partial<HandoverNews>, string[]]>([
  ['who it is offered to', {}, ['per_bo ASKED_TO_ANSWER']],
  ['a team in its channel', { handover: toTeam, toTeam: ml }, ['#ml ASKED_TO_ANSWER']],
  [
    'a team without one person by person',
    { handover: toTeam, toTeam: quiet },
    ['per_bo ASKED_TO_ANSWER', 'per_cy ASKED_TO_ANSWER'],
  ],
  [
    'who of a team reviews it, and who offered it',
    { handover: { ...toTeam, state: 'IN_REVIEW' }, toTeam: ml, reviewerIds: ['per_cy'] },
    ['per_cy ASKED_TO_ANSWER', 'per_ana ASKED_FOR_IT'],
  ],
  [
    'who took it, who offered it, and the team of the model',
    {
      handover: { ...toTeam, state: 'ACCEPTED', answeredById: 'per_bo' },
      toTeam: ml,
      modelTeam: growth,
      reviewerIds: ['per_cy', 'per_bo'],
    },
    ['per_bo ASKED_TO_ANSWER', 'per_ana ASKED_FOR_IT', '#growth TEAM'],
  ],
  [
    'the team too when nobody answered in time',
    { modelTeam: growth, isOverdue: true },
    ['per_bo ASKED_TO_ANSWER', 'per_ana ASKED_FOR_IT', '#growth ESCALATED'],
  ],
  [
    'nobody but both of them when it is returned',
    { handover: { ...offered, state: 'RETURNED', answeredById: 'per_bo' }, modelTeam: growth },
    ['per_bo ASKED_TO_ANSWER', 'per_ana ASKED_FOR_IT'],
  ],
  [
    'no service account: it has no chat',
    { handover: { ...offered, fromId: 'svc_pipeline', state: 'WITHDRAWN' } },
    ['per_bo ASKED_TO_ANSWER'],
  ],
  [
    'a channel once',
    { handover: { ...toTeam, state: 'ACCEPTED' }, toTeam: ml, modelTeam: { ...growth, slackChannel: '#ml' } },
    ['#ml ASKED_TO_ANSWER', 'per_ana ASKED_FOR_IT'],
  ],
])('tells %s', (...[, news, expected]) => {
  const all = { handover: offered, reviewerIds: [], toTeam: null, modelTeam: null, isOverdue: false, ...news };
  const told = handoverRecipients(all).map(({ toId, channel, because }) => `${channel ?? toId} ${because}`);
  expect(told).toEqual(expected);
});
