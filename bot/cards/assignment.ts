import type { Button, KnownBlock } from '@slack/types';
import type { AssignmentView } from '../answers/assignment.ts';
import { safe, safeLine, when } from '../text.ts';
import { bold, button, context, controls, type Shown, section } from './blocks.ts';
import { withoutStop } from './names.ts';
import { pressedValue } from './pressed.ts';

/** The ids of the card's controls. */
export const assignmentActions = {
  accept: 'assignment:accept',
  decline: 'assignment:decline',
  suggest: 'assignment:suggest',
} as const;

/** An assignment as a card: what is asked of whom, how it stands, and what can be done now. from: the list it is in. */
export function assignmentCard(assignment: AssignmentView, from?: string): Shown {
  const blocks: KnownBlock[] = [
    section([headline(assignment), ...facts(assignment)].join('\n')),
    ...controls(buttons(assignment, from)),
    context(footer(assignment)),
  ];
  return { text: sentence(assignment), blocks };
}

/** The same in one full sentence of plain, safe text. */
export function sentence(assignment: AssignmentView): string {
  return sentences[assignment.state]({
    who: safeLine(assignment.assignee.name),
    role: safeLine(assignment.role.title),
    what: plainSubject(assignment),
    by: safeLine(assignment.proposedBy.name),
    why: assignment.declineReason ? `: ${withoutStop(safeLine(assignment.declineReason))}` : '',
  });
}

interface Words {
  who: string;
  role: string;
  what: string;
  by: string;
  why: string;
}

const sentences: Record<AssignmentView['state'], (words: Words) => string> = {
  PROPOSED: ({ who, role, what, by }) => `${by} asks ${who} to be ${role} of ${what}.`,
  ACCEPTED: ({ who, role, what }) => `${who} has accepted to be ${role} of ${what}.`,
  DECLINED: ({ who, role, what, why }) => `${who} has declined to be ${role} of ${what}${why}.`,
  EXPIRED: ({ who, role, what }) => `${who} did not answer in time whether to be ${role} of ${what}.`,
  ENDED: ({ who, role, what }) => `${who} is no longer ${role} of ${what}.`,
};

const signs: Record<AssignmentView['state'], string> = {
  PROPOSED: 'Asked',
  ACCEPTED: 'Accepted',
  DECLINED: 'Declined',
  EXPIRED: 'Not answered',
  ENDED: 'Ended',
};

function headline(assignment: AssignmentView): string {
  const { assignee, role } = assignment;
  return `*${signs[assignment.state]}:* ${bold(assignee.name)} as ${bold(role.title)} of ${subjectOf(assignment)}`;
}

/** What somebody is asked to answer for, in markup. */
export function subjectOf({ scope, model, team }: Pick<AssignmentView, 'scope' | 'model' | 'team'>): string {
  if (model) return `${bold(model.title)} (${safeLine(model.name, 128)})`;
  if (team) return `all models of ${bold(team.title)}`;
  return scope === 'EVERYTHING' ? 'everything' : 'a model that cannot be read just now';
}

function plainSubject({ scope, model, team }: AssignmentView): string {
  if (model) return `${safeLine(model.title)} (${safeLine(model.name, 128)})`;
  if (team) return `all models of ${safeLine(team.title)}`;
  return scope === 'EVERYTHING' ? 'everything' : 'a model that cannot be read just now';
}

function facts(assignment: AssignmentView): string[] {
  const { scopeOfWork, declineReason, suggested, dueAt, state } = assignment;
  return [
    ...(scopeOfWork ? [`For: ${safe(scopeOfWork, 600)}`] : []),
    ...(state === 'DECLINED' && declineReason ? [`Reason: ${safe(declineReason, 600)}`] : []),
    ...(state === 'DECLINED' && suggested ? [`Suggested instead: ${bold(suggested.name)}`] : []),
    ...(state === 'PROPOSED' && dueAt ? [`Please answer by ${when(dueAt)}.`] : []),
  ];
}

function buttons(assignment: AssignmentView, from?: string): Button[] {
  const { id, revision, moves, model } = assignment;
  const value = pressedValue({ id, revision, from });
  const { accept, decline, suggest } = assignmentActions;
  const what = `${assignment.role.title} of ${model?.title ?? 'these models'}`;
  return [
    ...(moves.includes('ACCEPT')
      ? [button('Accept', { action: accept, value, style: 'primary', spoken: `Accept to be ${what}` })]
      : []),
    ...(moves.includes('DECLINE')
      ? [button('Decline…', { action: decline, value, spoken: `Decline to be ${what}` })]
      : []),
    ...(moves.includes('SUGGEST')
      ? [button('Suggest someone…', { action: suggest, value, spoken: `Suggest someone else as ${what}` })]
      : []),
  ];
}

function footer({ proposedBy, proposedAt, respondedAt, id }: AssignmentView): string {
  const asked = `Asked by ${safeLine(proposedBy.name)} ${when(proposedAt)}`;
  const answered = respondedAt ? ` · answered ${when(respondedAt)}` : '';
  return `${asked}${answered} · ${safeLine(id, 64)}`;
}

/** How it stands, for somebody who came too late. Safe text. */
export function latestOfAssignment(assignment: AssignmentView): string {
  const at = assignment.respondedAt ? ` Answered ${when(assignment.respondedAt)}.` : '';
  return `Now: ${sentence(assignment)}${at}`;
}
