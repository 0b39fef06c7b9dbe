import { type Html, html, type Part } from '@handoff/kit/html';
import { typed } from '../move.ts';
import { badge } from '../part/badge.ts';
import { type MoveForm, moveForm } from '../part/form.ts';
import { named } from '../part/name.ts';
import { empty } from '../part/table.ts';
import { since } from '../part/time.ts';
import { words } from '../part/words.ts';
import type { Page, View } from '../view.ts';
import type { HandoverData } from './version-data.ts';

/** What can be done with a handover. */
export const handoverMoves: Page['moves'] = {
  review: {
    mutation: 'reviewHandover',
    input: sent => {
      const [handoverId, section] = (sent.get('about') ?? '').split(' ');
      const verdict = typed(sent, 'verdict');
      return { handoverId, section, verdict, comment: typed(sent, 'comment') };
    },
    done: 'Your review of this section is kept.',
  },
  accept: { mutation: 'answerHandover', input: sent => answer(sent, true), done: 'You took the version over.' },
  return: { mutation: 'answerHandover', input: sent => answer(sent, false), done: 'The version is returned.' },
  withdraw: {
    mutation: 'withdrawHandover',
    input: sent => ({ handoverId: sent.get('about'), reason: typed(sent, 'reason') }),
    done: 'The handover is withdrawn.',
  },
};

function answer(sent: URLSearchParams, accept: boolean): Record<string, unknown> {
  const comment = typed(sent, 'comment');
  return { handoverId: sent.get('about'), accept, digest: sent.get('digest'), comment };
}

/** The handovers of a version, newest first, with what the viewer may do. */
export function handovers(all: readonly HandoverData[], view: View): Html {
  if (all.length === 0) return empty('It was not handed over yet: whoever made it offers it to who will run it.');
  return html`${all.map(each => handover(each, view))}`;
}

function handover(each: HandoverData, view: View): Html {
  const { id, from, to, state, note, stands, offeredAt, answeredAt, answeredBy, sections, moves } = each;
  const reviewed = sections.map(section => sectionHtml(each, section, view));
  const answered = answeredAt
    ? html`<p>Answered by ${named(answeredBy)} ${since(answeredAt, view.now)}.${state === 'ACCEPTED' && !stands ? html` <strong>It does not stand any more: what was reviewed has changed since.</strong>` : ''}</p>`
    : '';
  return html`<div id="handover-${id}"><p>${badge(state)} offered by ${named(from)} to ${named(to)}, ${since(offeredAt, view.now)}</p>
${note ? html`<p>${note}</p>` : ''}${answered}<ul class="checks">${reviewed}</ul>${answers(each, moves, view)}</div>`;
}

function sectionHtml({ id, moves }: HandoverData, of: HandoverData['sections'][number], view: View): Html {
  const { section, verdict, by, comments } = of;
  const said = comments.map(
    each => html`<p class="quiet">${named(each.by)}, ${since(each.at, view.now)}: ${each.text}</p>`,
  );
  const form: MoveForm = {
    ...{ move: 'review', label: `Review ${words(section).toLowerCase()}`, about: `${id} ${section}`, folded: true },
    fields: [
      {
        ...{ name: 'verdict', label: 'Verdict' },
        options: [
          ['', 'only a comment'],
          ['ACCEPTED', 'Accepted'],
          ['QUESTION', 'Question'],
          ['REJECTED', 'Rejected'],
        ],
      },
      { name: 'comment', label: 'Comment', kind: 'text' },
    ],
  };
  return html`<li><div class="check-head"><strong>${words(section)}</strong>${badge(verdict)}${by ? html`<span class="quiet">${named(by)}</span>` : ''}</div>${said}${moves.includes('REVIEW') ? moveForm(form, view) : ''}</li>`;
}

function answers({ id, digest }: HandoverData, moves: readonly string[], view: View): Part {
  const comment = { name: 'comment', label: 'Comment', kind: 'text' as const };
  const forms = [
    moves.includes('ACCEPT') &&
      moveForm({ move: 'accept', label: 'Take it over', about: id, tone: 'main', hidden: { digest } }, view),
    moves.includes('RETURN') &&
      moveForm(
        { move: 'return', label: 'Return it', about: id, hidden: { digest }, fields: [comment], folded: true },
        view,
      ),
    moves.includes('WITHDRAW') &&
      moveForm(
        { move: 'withdraw', label: 'Withdraw', about: id, fields: [{ name: 'reason', label: 'Why' }], folded: true },
        view,
      ),
  ];
  return forms.some(Boolean) ? html`<div class="moves">${forms}</div>` : '';
}
