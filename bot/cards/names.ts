import type { HappenedView, Named } from '../answers/shared.ts';
import { safe, safeLine, when } from '../text.ts';

/** Names in one line, the first eight; empty when there are none. */
export function nameList(people: readonly Named[]): string {
  const named = people.slice(0, 8).map(person => safeLine(person.name, 80));
  return `${named.join(', ')}${people.length > named.length ? ' and others' : ''}`;
}

/** A name, or what stands for one that cannot be read just now. */
export function nameOf(person: Named | null): string {
  return person ? safeLine(person.name, 80) : 'somebody';
}

/** A word of the graph as people write it: ROLLING_OUT, rolling out. */
export function inWords(name: string): string {
  return safeLine(name.toLowerCase().replaceAll('_', ' '), 80);
}

/** What was done to a thing last, by whom and when; empty when nothing is told. done: how moves read once done. */
export function lastChange(history: readonly HappenedView[], done: Readonly<Record<string, string>>): string {
  const last = latest(history);
  if (!last) return '';
  const move = done[last.move] ?? inWords(last.move);
  const by = last.by ? ` by ${nameOf(last.by)}` : '';
  const note = last.note ? `: ${withoutStop(safe(last.note, 300))}` : '';
  return `Last change: ${move}${by} ${when(last.at)}${note}.`;
}

/** The newest of what happened, in whichever order it is told. */
export function latest(history: readonly HappenedView[]): HappenedView | null {
  const [first, ...others] = history;
  if (!first) return null;
  return others.reduce((newest, each) => (Date.parse(each.at) >= Date.parse(newest.at) ? each : newest), first);
}

/** A text without the full stop at its end, to be put into a sentence. */
export function withoutStop(text: string): string {
  return text.trimEnd().replace(/[.]+$/, '');
}
