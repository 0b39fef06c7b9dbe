import { html, type Part } from '@handoff/kit/html';
import { endOfDay, typed } from '../move.ts';
import { moveForm } from '../part/form.ts';
import { chooseFirst } from '../part/pick.ts';
import type { Page, View } from '../view.ts';

/** What can be done with a role that somebody holds, or is asked to. */
export const assignmentMovesOfPages: Page['moves'] = {
  accept: {
    mutation: 'respondToAssignment',
    input: sent => ({ assignmentId: sent.get('about'), accept: true }),
    done: 'You accepted, and answer for it from now on.',
  },
  decline: {
    mutation: 'respondToAssignment',
    input: sent => ({
      ...{ assignmentId: sent.get('about'), accept: false, reason: typed(sent, 'reason') },
      suggestedId: typed(sent, 'instead'),
    }),
    done: 'You declined. Whoever asked is told why.',
  },
  delegate: {
    mutation: 'delegateAssignment',
    input: sent => ({ assignmentId: sent.get('about'), toPersonId: sent.get('to'), until: endOfDay(sent, 'until') }),
    done: 'They act in that role meanwhile. Who answers for it stays the same.',
  },
  'take-back': {
    mutation: 'delegateAssignment',
    input: sent => ({ assignmentId: sent.get('about'), toPersonId: null }),
    done: 'It is taken back.',
  },
  end: {
    mutation: 'endAssignment',
    input: sent => ({ assignmentId: sent.get('about'), reason: typed(sent, 'reason') ?? '' }),
    done: 'It has ended, and the trail says why.',
  },
};

/** A role as its forms need it. */
export interface Movable {
  id: string;
  moves: string[];
  delegatedTo: { id: string; name: string } | null;
}

type Options = readonly (readonly [string, string])[];

/** The forms for what the viewer may do with a role; people: whom it can be passed on to for a while. */
export function assignmentForms(role: Movable, people: Options, view: View): Part {
  const forms = [...answers(role, people, view), ...passingOn(role, people, view), ending(role, view)].filter(Boolean);
  return forms.length === 0 ? '' : html`<div class="moves">${forms}</div>`;
}

function answers({ id, moves }: Movable, people: Options, view: View): Part[] {
  const reason = { name: 'reason', label: 'Why not', kind: 'text' as const, required: true };
  const instead = { name: 'instead', label: 'Somebody else', options: [['', 'nobody'], ...people] as Options };
  const fields = people.length > 0 && moves.includes('SUGGEST') ? [reason, instead] : [reason];
  return [
    moves.includes('ACCEPT') && moveForm({ move: 'accept', label: 'Accept', about: id, tone: 'main' }, view),
    moves.includes('DECLINE') && moveForm({ move: 'decline', label: 'Decline', about: id, fields, folded: true }, view),
  ];
}

function passingOn({ id, moves, delegatedTo }: Movable, people: Options, view: View): Part[] {
  if (!moves.includes('DELEGATE')) return [];
  const fields = [
    { name: 'to', label: 'To', options: [chooseFirst, ...people], required: true },
    { name: 'until', label: 'Until', kind: 'day' as const, required: true },
  ];
  return [
    delegatedTo !== null && moveForm({ move: 'take-back', label: 'Take it back', about: id }, view),
    people.length > 0 &&
      moveForm({ move: 'delegate', label: 'Pass on for a while', about: id, fields, folded: true }, view),
  ];
}

function ending({ id, moves }: Movable, view: View): Part {
  if (!moves.includes('END')) return '';
  const fields = [{ name: 'reason', label: 'Why', kind: 'text' as const, required: true }];
  return moveForm({ move: 'end', label: 'End it', about: id, fields, folded: true }, view);
}
