import { type Html, html, type Part } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import { typed } from '../move.ts';
import { type AlertLine, alertFields, alertLine } from '../part/alert-line.ts';
import { badge } from '../part/badge.ts';
import { type MoveForm, moveForm } from '../part/form.ts';
import { moveWords } from '../part/happened.ts';
import { type ModelName, modelLink, type Named, named } from '../part/name.ts';
import { facts, list, section } from '../part/table.ts';
import { sentence, since, time } from '../part/time.ts';
import { count, number, words } from '../part/words.ts';
import { type Bin, histogram } from '../picture/histogram.ts';
import { linePicture } from '../picture/line.ts';
import { type Place, pageOf, type View } from '../view.ts';

interface AlertPage {
  alert: AlertData | null;
}

interface AlertData {
  id: string;
  title: string;
  detail: string;
  state: string;
  severity: string;
  value: number | null;
  threshold: number | null;
  firedAt: string;
  lastSeenAt: string;
  count: number;
  environment: string | null;
  model: ModelName | null;
  monitor: { name: string; kind: string } | null;
  responsible: Named;
  acknowledgedBy: Named;
  acknowledgedAt: string | null;
  silencedUntil: string | null;
  resolvedAt: string | null;
  resolvedBy: Named;
  escalatesAt: string | null;
  runbook: string | null;
  cause: AlertLine | null;
  explains: { nodes: AlertLine[] };
  previous: { id: string; firedAt: string } | null;
  evidence: {
    sentence: string;
    histogram: Bin[] | null;
    series: { name: string; unit: string | null; points: { at: string; value: number | null }[] } | null;
  };
  useful: number;
  noise: number;
  moves: string[];
  history: { at: string; by: Named; move: string; note: string | null }[];
}

/** An alert: what was seen, as a picture and a sentence, who has to act, and what the viewer may do. */
export const alert = pageOf<AlertPage>({
  query: `query Alert($id: ID!) {
  alert(id: $id) {
    id title detail state severity value threshold firedAt lastSeenAt count environment
    model { name title } monitor { name kind } responsible { id name }
    acknowledgedBy { id name } acknowledgedAt silencedUntil resolvedAt resolvedBy { id name } escalatesAt runbook
    cause { ${alertFields} } explains(first: 10) { nodes { ${alertFields} } } previous { id firedAt }
    evidence { sentence histogram { label reference current } series { name unit points { at value } } }
    useful noise moves
    history { at by { id name } move note }
  }
}`,
  variables: ({ params }) => ({ id: params[0] }),
  draw: ({ alert: found }, view) => found && { title: found.title, body: body(found, view) },
  moves: {
    acknowledge: { mutation: 'acknowledgeAlert', input: withText('note'), done: 'You acknowledged it: it is yours.' },
    silence: {
      mutation: 'silenceAlert',
      input: (sent, { params }) => ({
        ...{ alertId: params[0], minutes: Number(sent.get('minutes')) },
        reason: typed(sent, 'reason') ?? '',
      }),
      done: 'It is silent for that long.',
    },
    unsilence: {
      mutation: 'unsilenceAlert',
      input: (_, { params }) => ({ alertId: params[0] }),
      done: 'It speaks again.',
    },
    resolve: {
      mutation: 'resolveAlert',
      input: (sent, { params }) => ({ alertId: params[0], note: typed(sent, 'note') ?? '' }),
      done: 'It is resolved.',
    },
    escalate: { mutation: 'escalateAlert', input: withText('reason'), done: 'More people are told.' },
    useful: { mutation: 'rateAlert', input: rated(true), done: 'Thank you: that makes its monitor better.' },
    noise: { mutation: 'rateAlert', input: rated(false), done: 'Thank you: that makes its monitor better.' },
  },
});

function withText(name: string) {
  return (sent: URLSearchParams, { params }: Place) => ({ alertId: params[0], [name]: typed(sent, name) });
}

function rated(useful: boolean) {
  return (sent: URLSearchParams, { params }: Place) => ({
    alertId: params[0],
    useful,
    comment: typed(sent, 'comment'),
  });
}

function body(alert: AlertData, view: View): Html {
  const { model, title, severity, state, detail, evidence, explains, cause, history, threshold } = alert;
  const { series } = evidence;
  const limit = threshold === null ? null : { value: threshold, label: 'threshold' };
  const happened = history.map(
    ({ at, by, move, note }) =>
      html`<li><p>${named(by, 'Handoff')} ${moveWords(move)}</p>${note ? html`<p class="note">${note}</p>` : ''}<p class="quiet">${since(at, view.now)}</p></li>`,
  );
  return html`<div class="head"><p class="crumbs"><a href="/alerts">Alerts</a> / ${modelLink(model)}</p><h1>${title}</h1><p class="lead">${sentence(detail)}</p>
<p class="badges">${badge(severity)}${badge(state)}</p></div>${forms(alert, view)}
<div class="columns two"><div>${section('evidence', 'What was seen', html`<p>${sentence(evidence.sentence)}</p>${series ? linePicture({ ...series, limit }) : ''}${evidence.histogram ? histogram(alert.monitor?.name ?? 'It', evidence.histogram) : ''}`)}
${cause ? section('cause', 'What explains it', alertLine(cause, view)) : ''}${
  explains.nodes.length > 0
    ? section(
        'explains',
        'What it explains',
        list(
          explains.nodes.map(each => alertLine(each, view)),
          '',
        ),
      )
    : ''
}
${section('history', 'What happened', html`<ol class="timeline">${happened.toReversed()}</ol>`)}</div>
<div class="side">${section('who', 'Who has to act', about(alert, view))}</div></div>`;
}

function about(alert: AlertData, { now }: View): Html {
  const { responsible, acknowledgedBy, acknowledgedAt, silencedUntil, resolvedAt, resolvedBy, escalatesAt } = alert;
  const { firedAt, lastSeenAt, count: many, environment, monitor, value, threshold, runbook, previous } = alert;
  return facts([
    ['Has to act', named(responsible, 'nobody that is known')],
    ['Fired', html`${since(firedAt, now)}, seen ${count(many, 'time')}`],
    ['Last seen', since(lastSeenAt, now)],
    ['Value', value === null ? null : number(value)],
    ['Threshold', threshold === null ? null : number(threshold)],
    ['Environment', environment],
    ['Monitor', monitor && `${monitor.name} (${words(monitor.kind).toLowerCase()})`],
    ['Acknowledged', acknowledgedAt && html`${named(acknowledgedBy)}, ${since(acknowledgedAt, now)}`],
    ['Silent until', silencedUntil && time(silencedUntil)],
    ['Escalates', escalatesAt && time(escalatesAt)],
    ['Resolved', resolvedAt && html`${named(resolvedBy, 'by itself')}, ${since(resolvedAt, now)}`],
    ['Runbook', runbook && runbookLink(runbook)],
    ['Last time', previous && html`<a href="${pathOf('alerts', previous.id)}">${since(previous.firedAt, now)}</a>`],
    ['People say', alert.useful + alert.noise > 0 ? `${alert.useful} useful, ${alert.noise} noise` : null],
  ]);
}

function runbookLink(runbook: string): Part {
  return /^https?:\/\//i.test(runbook) ? html`<a href="${runbook}" rel="noreferrer nofollow">${runbook}</a>` : runbook;
}

const minutes = [
  ['60', 'an hour'],
  ['240', 'four hours'],
  ['1440', 'a day'],
  ['10080', 'a week'],
] as const;

const comment = [{ name: 'comment', label: 'Comment' }];

/** The forms for each move that the graph allows. */
const drawn: Readonly<Record<string, readonly MoveForm[]>> = {
  ACKNOWLEDGE: [
    {
      move: 'acknowledge',
      label: 'Acknowledge',
      tone: 'main',
      fields: [{ name: 'note', label: 'Note' }],
      folded: true,
    },
  ],
  SILENCE: [
    {
      ...{ move: 'silence', label: 'Silence', folded: true },
      fields: [
        { name: 'minutes', label: 'For', options: minutes },
        { name: 'reason', label: 'Why', required: true },
      ],
    },
  ],
  UNSILENCE: [{ move: 'unsilence', label: 'End the silence' }],
  RESOLVE: [
    {
      move: 'resolve',
      label: 'Resolve',
      fields: [{ name: 'note', label: 'What was done', kind: 'text', required: true }],
      folded: true,
    },
  ],
  ESCALATE: [{ move: 'escalate', label: 'Escalate', fields: [{ name: 'reason', label: 'Why' }], folded: true }],
  RATE: [
    { move: 'useful', label: 'It was useful', fields: comment, folded: true },
    { move: 'noise', label: 'It was noise', fields: comment, folded: true },
  ],
};

function forms({ moves }: AlertData, view: View): Part {
  const all = Object.entries(drawn).flatMap(([move, each]) => (moves.includes(move) ? each : []));
  if (all.length === 0) return '';
  return html`<section aria-label="What you can do"><div class="moves">${all.map(form => moveForm(form, view))}</div></section>`;
}
