import type { Button, KnownBlock } from '@slack/types';
import type { AlertView } from '../answers/alert.ts';
import { fitting, safeLine, told, when } from '../text.ts';
import { sentence, severityWord, stateWords } from './alert-words.ts';
import { bold, button, context, controls, link, type Shown, section } from './blocks.ts';
import { figure } from './comparison.ts';
import { evidenceChart } from './evidence.ts';
import { nameOf } from './names.ts';
import { pressedValue } from './pressed.ts';

/** The ids of the card's controls. */
export const alertActions = {
  acknowledge: 'alert:acknowledge',
  silence: 'alert:silence',
  unsilence: 'alert:unsilence',
  resolve: 'alert:resolve',
  useful: 'alert:useful',
  noise: 'alert:noise',
} as const;

/** An alert as a card: what is wrong, its picture, since when, who acts, and what can be done. */
export function alertCard(alert: AlertView): Shown {
  const [what = section(''), ...rest] = alertEntry(alert);
  return { text: sentence(alert), blocks: [what, ...evidenceChart(alert.evidence, alert.threshold), ...rest] };
}

/** The same without a picture, for a list. from: the list as it would be typed; absent on the home tab. */
export function alertEntry(alert: AlertView, from?: string): KnownBlock[] {
  return [
    section([headline(alert), ...facts(alert)].join('\n')),
    section(fitting(people(alert), 1500)),
    ...controls(buttons(alert, from)),
    context(footer(alert)),
  ];
}

function headline({ severity, state, title, model, environment }: AlertView): string {
  const what = model ? `\n${bold(model.title)} (${safeLine(model.name, 128)})` : '';
  const where = environment ? `${what === '' ? '\n' : ' · '}${safeLine(environment, 80)}` : '';
  return `*${severityWord(severity)}, ${stateWords[state]}:* ${safeLine(title, 300)}${what}${where}`;
}

function facts(alert: AlertView): string[] {
  const { value, threshold, firedAt, count, evidence, detail } = alert;
  const limit = threshold === null ? '' : `, against a threshold of ${figure(threshold)}`;
  const seen = count > 1 ? `, seen ${count} times, last ${when(alert.lastSeenAt)}` : '';
  return [
    ...(value === null ? [] : [`Value ${figure(value)}${limit}.`]),
    `Since ${when(firedAt)}${seen}.`,
    ...(evidence.sentence.trim() ? [told(evidence.sentence, 600)] : []),
    ...(detail.trim() && !evidence.sentence.includes(detail.trim()) ? [told(detail, 500)] : []),
  ];
}

const reached = ['', ' The team of the model was told.', ' The fallback channel was told.'];

function people(alert: AlertView): string[] {
  const { responsible, escalation, acknowledgedBy, acknowledgedAt, silencedUntil, resolvedBy, resolvedAt } = alert;
  const who = responsible ? nameOf(responsible) : 'nobody yet';
  const runbook = alert.runbook ? link(alert.runbook, 'Open the runbook') : null;
  return [
    ...(resolvedAt ? [] : [`Who has to act: ${who}.${reached[escalation] ?? ''}`]),
    ...(acknowledgedAt ? [`Acknowledged by ${nameOf(acknowledgedBy)} ${when(acknowledgedAt)}.`] : []),
    ...(silencedUntil && !resolvedAt ? [`Silenced until ${when(silencedUntil)}.`] : []),
    ...(resolvedAt ? [`Resolved${resolvedBy ? ` by ${nameOf(resolvedBy)}` : ' by itself'} ${when(resolvedAt)}.`] : []),
    ...(runbook ? [runbook] : []),
  ];
}

interface Control {
  action: string;
  label: string;
  style?: 'primary';
}

const controlsOf: Readonly<Record<string, readonly Control[]>> = {
  ACKNOWLEDGE: [{ action: alertActions.acknowledge, label: 'Acknowledge', style: 'primary' }],
  SILENCE: [{ action: alertActions.silence, label: 'Silence…' }],
  UNSILENCE: [{ action: alertActions.unsilence, label: 'End the silence' }],
  RESOLVE: [{ action: alertActions.resolve, label: 'Resolve…' }],
  RATE: [
    { action: alertActions.useful, label: 'Useful' },
    { action: alertActions.noise, label: 'Noise' },
  ],
};

const controlsMost = 4;

/** Who has room first: whether it was worth the noise is asked while it is fresh, what it was once somebody knows. */
const pressing = ['ACKNOWLEDGE', 'SILENCE', 'UNSILENCE', 'RATE', 'RESOLVE'];

/** At most four, in the order in which they are used; Useful and Noise come together or not at all. */
function buttons({ id, revision, moves, title }: AlertView, from?: string): Button[] {
  const value = pressedValue({ id, revision, from });
  let room = controlsMost;
  const chosen = pressing.filter(move => {
    const size = controlsOf[move]?.length ?? 0;
    const fits = moves.includes(move) && size <= room;
    if (fits) room -= size;
    return fits;
  });
  const fit = Object.entries(controlsOf).flatMap(([move, group]) => (chosen.includes(move) ? group : []));
  return fit.map(({ action, label, style }) =>
    button(label, { action, value, spoken: `${label.replace('…', '')}: ${title}`, ...(style && { style }) }),
  );
}

function footer({ id, useful, noise }: AlertView): string {
  const judged = useful + noise > 0 ? ` · ${useful} found it useful, ${noise} noise` : '';
  return `${safeLine(id, 64)}${judged}`;
}
