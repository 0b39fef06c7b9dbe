import type { AssignmentRow } from '@handoff/kit/access/table';
import { expect, it } from 'vitest';
import { assignmentRecipients, type ReachableTeam } from './recipients.ts';

const assignment = { assigneeId: 'per_bo', proposedById: 'per_ana', state: 'PROPOSED' } as AssignmentRow;
const growth: ReachableTeam = {
  id: 'tea_growth',
  title: 'Growth',
  slackChannel: '#growth',
  memberIds: ['per_ana', 'per_cy'],
};
const quiet: ReachableTeam = { id: 'tea_quiet', title: 'Quiet', slackChannel: null, memberIds: ['per_cy', 'per_di'] };

const administrators = [
  { id: 'per_ada', team: null },
  { id: 'tea_growth', team: growth },
];

function told(news: Partial<Parameters<typeof assignmentRecipients>[0]>): string[] {
  const recipients = assignmentRecipients({ assignment, assigneeTeam: null, modelTeam: null, administrators, ...news });
  return recipients.map(({ toId, channel, because }) => `${channel ?? toId} ${because}`);
}

it("tells who is asked, and the model's team in its channel", () => {
  expect(told({ modelTeam: growth })).toEqual(['per_bo ASKED_TO_ANSWER', '#growth TEAM']);
});

it('tells who asked once it is answered, and nobody twice', () => {
  const accepted = { ...assignment, state: 'ACCEPTED' } as AssignmentRow;
  expect(told({ assignment: accepted, modelTeam: growth })).toEqual([
    'per_bo ASKED_TO_ANSWER',
    'per_ana ASKED_FOR_IT',
    '#growth TEAM',
  ]);
  expect(told({ assignment: { ...accepted, proposedById: 'per_bo' } as AssignmentRow })).toEqual([
    'per_bo ASKED_TO_ANSWER',
  ]);
});

it('tells a team in its channel, or person by person when it has none', () => {
  expect(told({ assigneeTeam: growth, modelTeam: growth })).toEqual(['#growth ASKED_TO_ANSWER']);
  expect(told({ assigneeTeam: quiet })).toEqual(['per_cy ASKED_TO_ANSWER', 'per_di ASKED_TO_ANSWER']);
});

it('tells no service account: it has no chat', () => {
  const imported = { ...assignment, state: 'DECLINED', proposedById: 'svc_importer' } as AssignmentRow;
  expect(told({ assignment: imported })).toEqual(['per_bo ASKED_TO_ANSWER']);
});

it('tells the team when nobody answered in time, and where there is none whoever manages access', () => {
  const expired = { ...assignment, state: 'EXPIRED' } as AssignmentRow;
  const first = ['per_bo ASKED_TO_ANSWER', 'per_ana ASKED_FOR_IT'];
  expect(told({ assignment: expired, modelTeam: growth })).toEqual([...first, '#growth ESCALATED']);
  expect(told({ assignment: expired, modelTeam: quiet })).toEqual([...first, 'per_cy ESCALATED', 'per_di ESCALATED']);
  expect(told({ assignment: expired })).toEqual([...first, 'per_ada FALLBACK', '#growth FALLBACK']);
});
