import { storable } from '@handoff/kit/database/text';
import type { Severity } from '@handoff/kit/schema/scalars';
import { dayMs } from '../grain.ts';
import { mostDaysBack } from '../metric/recording.ts';
import type { External } from '../monitor/queries.ts';
import type { News } from './change.ts';

/** A name and a value, as an alerting system labels its alerts. */
export interface Label {
  name: string;
  value: string;
}

/** An alert as an outside system sends it. */
export interface ReceivedAlert {
  fingerprint: string;
  status: 'FIRING' | 'RESOLVED';
  startsAt: Date;
  endsAt?: Date | null;
  labels: Label[];
  annotations: Label[];
}

/** A received alert that makes sense. */
export interface Signal {
  /** Its place in what was sent. */
  index: number;
  status: ReceivedAlert['status'];
  /** Id or name of the model. */
  model: string;
  startsAt: Date;
  endsAt: Date | null;
  news: Omit<News, 'modelId'>;
}

/** Severities as alerting systems write them; all else warns. */
const severities: ReadonlyMap<string, Severity> = new Map([
  ['critical', 'CRITICAL'],
  ['page', 'CRITICAL'],
  ['warning', 'WARNING'],
  ['info', 'INFO'],
]);

const longest = { fingerprint: 200, title: 200, detail: 4000, other: 2000 };

/** What a received alert says, or why it cannot be taken. Long texts are cut: an alert is not lost for its words. */
export function signalOf(sent: ReceivedAlert, index: number, now: Date): Signal | string {
  const { fingerprint, status, startsAt } = sent;
  if (fingerprint.trim() === '')
    return '"fingerprint" is empty: give one that is the same whenever this alert is sent.';
  if (fingerprint.length > longest.fingerprint) {
    return `"fingerprint" has ${fingerprint.length} characters: ${longest.fingerprint} are the most.`;
  }
  const labels = textsOf(sent.labels);
  const model = labels.handoff_model?.trim() || labels.model?.trim();
  if (!model) return 'No label says which model it is about: add the label "model", the name or the id of one.';
  return { index, status, model, startsAt, endsAt: sent.endsAt ?? null, news: newsOf(sent, labels, now) };
}

function newsOf(sent: ReceivedAlert, labels: Texts, now: Date): Signal['news'] {
  const { summary, description, runbook_url } = textsOf(sent.annotations);
  const title = summary?.trim() || labels.alertname?.trim() || 'An alert without a name';
  const version = labels.version ? ` (version ${labels.version})` : '';
  return {
    deploymentId: null,
    environment: labels.environment ? cut(labels.environment, longest.title) : null,
    monitorId: null,
    fingerprint: whole(sent.fingerprint),
    severity: severities.get(labels.severity?.trim().toLowerCase() ?? '') ?? 'WARNING',
    title: cut(title, longest.title),
    detail: `${cut(description?.trim() || title, longest.detail)}${cut(version, longest.title)}`,
    runbook: runbook_url ? cut(runbook_url, longest.other) : null,
    labels,
    startedAt: sent.startsAt,
    firedAt: believable(sent.startsAt, now),
  };
}

type Texts = Record<string, string>;

// Not an object with a prototype: a label may be called "constructor".
function textsOf(labels: readonly Label[]): Texts {
  const texts: Texts = Object.create(null);
  for (const { name, value } of labels) texts[whole(name)] = whole(value);
  return texts;
}

/**
 * What is known of an alert from outside, with what a monitor of its name says: what it says itself of its severity and
 * its runbook comes first. Pure.
 */
export function knownBy(news: Signal['news'], monitors: ReadonlyMap<string, External>): Signal['news'] {
  const monitor = monitors.get(news.labels?.alertname ?? '');
  if (!monitor) return news;
  const severity = isSaid(news) ? news.severity : monitor.severity;
  return { ...news, severity, monitorId: monitor.id, runbook: news.runbook ?? monitor.runbook };
}

function isSaid({ labels }: Signal['news']): boolean {
  return severities.has(labels?.severity?.trim().toLowerCase() ?? '');
}

/** A text that JSON in PostgreSQL takes: without NUL and half characters. */
function whole(text: string): string {
  return storable(text).replace(/\p{Surrogate}/gu, '\ufffd');
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** When it began, where that can be: what lies in the future or far back began now, as far as can be told. */
function believable(at: Date, now: Date): Date {
  const age = now.getTime() - at.getTime();
  return age < 0 || age > mostDaysBack * dayMs ? now : at;
}

/** Whether a signal came late: it tells of a time that is over already, or that has not come for it. */
export function isLate(signal: Signal, known: { startedAt: Date | null; endedAt: Date | null }): boolean {
  if (signal.status === 'FIRING') return known.endedAt !== null && signal.startsAt < known.endedAt;
  return known.startedAt !== null && signal.endsAt !== null && signal.endsAt < known.startedAt;
}
