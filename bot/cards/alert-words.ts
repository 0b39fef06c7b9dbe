import type { AlertState, AlertView } from '../answers/alert.ts';
import { inUtc, safeLine } from '../text.ts';
import { inWords, lastChange, nameOf } from './names.ts';

/** How each state reads. */
export const stateWords: Readonly<Record<AlertState, string>> = {
  PENDING: 'about to fire',
  FIRING: 'firing',
  ACKNOWLEDGED: 'acknowledged',
  SILENCED: 'silenced',
  RECOVERING: 'recovering',
  RESOLVED: 'resolved',
};

/** How each move reads once it was made. */
const done: Readonly<Record<string, string>> = {
  FIRE: 'fired',
  RECOVER: 'began to recover',
  RELAPSE: 'came back',
  ACKNOWLEDGE: 'acknowledged',
  SILENCE: 'silenced',
  UNSILENCE: 'silence ended',
  SILENCE_OVER: 'silence ended, after the end of the alert',
  RESOLVE: 'resolved',
  ESCALATE: 'escalated',
  RATE: 'judged',
};

/** An alert in one full sentence of plain, safe text. */
export function sentence(alert: AlertView): string {
  const { severity, title, model, environment } = alert;
  const of = model ? ` for ${safeLine(model.title)} (${safeLine(model.name, 128)})` : '';
  const where = environment ? ` in ${safeLine(environment, 80)}` : '';
  return `${severityWord(severity)} alert${of}${where}: ${safeLine(title, 300)}; it is ${how(alert)}.`;
}

/** Its severity as a word with a capital. */
export function severityWord(severity: AlertView['severity']): string {
  const word = inWords(severity);
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** How it stands and what was done last, for somebody who came too late. Safe text. */
export function latestOfAlert(alert: AlertView): string {
  return `Now: ${sentence(alert)} ${lastChange(alert.history, done)}`.trim();
}

function how({ state, acknowledgedBy, silencedUntil, resolvedBy }: AlertView): string {
  if (state === 'ACKNOWLEDGED' && acknowledgedBy) return `acknowledged by ${nameOf(acknowledgedBy)}`;
  if (state === 'SILENCED' && silencedUntil) return `silenced until ${inUtc(silencedUntil)}`;
  if (state === 'RESOLVED' && resolvedBy) return `resolved by ${nameOf(resolvedBy)}`;
  return stateWords[state];
}
