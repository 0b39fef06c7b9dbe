import { type Html, html, type Part } from '@handoff/kit/html';
import { typed } from '../move.ts';
import { actionWords, adviceActions } from '../part/advice-line.ts';
import { type AlertLine, alertFields, alertLine } from '../part/alert-line.ts';
import { badge } from '../part/badge.ts';
import { moveForm } from '../part/form.ts';
import { crumbs } from '../part/head.ts';
import { inRow, type ModelName, named, versionLink } from '../part/name.ts';
import { empty, facts, list, section } from '../part/table.ts';
import { sentence, since } from '../part/time.ts';
import { pageOf, type View } from '../view.ts';

interface AdvicePage {
  advice: Advised | null;
}

type People = { id: string; name: string }[];

interface Advised {
  id: string;
  action: string;
  state: string;
  reasons: string[];
  suggestedAt: string;
  decision: string | null;
  decidedAt: string | null;
  decidedBy: People | null;
  rationale: string | null;
  discussion: string | null;
  revision: number;
  moves: string[];
  model: (ModelName & { answering: { assignee: { id: string; name: string } | null }[] }) | null;
  version: { id: string; version: string } | null;
  participants: People | null;
  evidence: AlertLine[];
}

/** An advice: what the evidence says should be done, and what people decide. */
export const advice = pageOf<AdvicePage>({
  query: `query Advice($id: ID!) {
  advice(id: $id) {
    id action state reasons suggestedAt decision decidedAt rationale discussion revision moves
    model { name title answering: assignments(state: ACCEPTED) { assignee { id name } } } version { id version }
    participants { id name } decidedBy { id name }
    evidence { ${alertFields} }
  }
}`,
  variables: ({ params }) => ({ id: params[0] }),
  draw: ({ advice: found }, view) => found && { title: titleOf(found), body: body(found, view) },
  moves: {
    discuss: {
      mutation: 'openDiscussion',
      input: (sent, { params }) => ({ adviceId: params[0], discussion: typed(sent, 'link') ?? '' }),
      done: 'The link to the discussion is kept.',
    },
    decide: {
      mutation: 'decideAdvice',
      input: (sent, { params }) => ({
        ...{ adviceId: params[0], decision: sent.get('decision'), rationale: typed(sent, 'rationale') ?? '' },
        ...{ decidedWith: sent.getAll('with'), revision: Number(sent.get('revision')) },
      }),
      done: 'The decision is kept, and who is concerned is told.',
    },
  },
});

function titleOf({ action, model, version }: Advised): string {
  return `${model?.title ?? 'A model'}${version ? `, version ${version.version}` : ''}: ${actionWords(action).toLowerCase()}`;
}

function body(found: Advised, view: View): Html {
  const { model, version, state, reasons, evidence, suggestedAt, discussion, participants } = found;
  const seen = evidence.map(each => alertLine(each, view, true));
  return html`<div class="head">${crumbs(model, version ?? undefined)}<h1>${titleOf(found)}</h1><p class="lead">Suggested ${since(suggestedAt, view.now)}. Handoff does none of it by itself: people decide.</p><p class="badges">${badge(state)}</p></div>
<div class="columns two"><div>${section('reasons', 'Why', html`<ul>${reasons.map(each => html`<li>${sentence(each)}</li>`)}</ul>`)}${section('evidence', 'What it rests on', list(seen, 'The alerts behind it are over, or not yours to see.'))}</div>
<div class="side">${decided(found, view)}${decideForm(found, view)}${section(
    'about',
    'Who talks about it',
    facts([
      ['People', participants && participants.length > 0 ? inRow(participants.map(each => named(each))) : 'nobody yet'],
      ['Discussion', discussion && html`<a href="${discussion}" rel="noreferrer nofollow">${discussion}</a>`],
      ['Version', versionLink(version)],
    ]),
    discussForm(found, view),
  )}</div></div>`;
}

function decided({ state, decision, decidedAt, decidedBy, rationale }: Advised, { now }: View): Part {
  if (state !== 'DECIDED') return '';
  if (decision === null)
    return section('decided', 'Decided', empty('What spoke for it was over before anybody decided.'));
  const by = decidedBy && decidedBy.length > 0 ? inRow(decidedBy.map(each => named(each))) : 'nobody that is known';
  return section(
    'decided',
    'Decided',
    html`<p><strong>${actionWords(decision)}</strong></p><p>${rationale}</p><p class="quiet">${by}${decidedAt ? html`, ${since(decidedAt, now)}` : ''}</p>`,
  );
}

function decideForm(found: Advised, view: View): Part {
  const { moves, action, model, revision } = found;
  if (!moves.includes('DECIDE')) return '';
  const others = new Map(
    (model?.answering ?? []).flatMap(({ assignee }) => (assignee ? [[assignee.id, assignee.name]] : [])),
  );
  others.delete(view.viewer.id);
  const options = Object.entries(adviceActions).map(
    ([each, label]) => [each, each === action ? `${label} (suggested)` : label] as const,
  );
  const form = moveForm(
    {
      ...{ move: 'decide', label: 'Decide', tone: 'main', hidden: { revision: String(revision) } },
      fields: [
        { name: 'decision', label: 'What is done', options, required: true, value: action },
        { name: 'rationale', label: 'Why', kind: 'text', required: true },
        {
          name: 'with',
          label: 'Decided together with',
          kind: 'many',
          options: [...others].filter(([id]) => id.startsWith('per_')),
        },
      ],
    },
    view,
  );
  return section('decide', 'Decide', form);
}

function discussForm({ moves, discussion }: Advised, view: View): Part {
  if (!moves.includes('DISCUSS') || discussion) return '';
  const fields = [
    { name: 'link', label: 'Link to the thread', required: true, hint: 'As it is copied from the chat.' },
  ];
  return moveForm({ move: 'discuss', label: 'Say where it is discussed', fields, folded: true }, view);
}
