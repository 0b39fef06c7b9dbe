import { type Html, html, type Part } from '@handoff/kit/html';
import { LRUCache } from 'lru-cache';

const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A moment. It stands in UTC, and the page's script shows it in the reader's zone. */
export function time(at: string): Html {
  return html`<time datetime="${at}">${utc(at)} UTC</time>`;
}

const named = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::\d\d)? UTC/;

/** A sentence of the graph, with the moments that it names shown in the reader's zone. */
export function sentence(text: string): Part {
  const pieces = text.split(named);
  if (pieces.length === 1) return text;
  return html`${pieces.map((piece, at) => (at % 3 === 0 ? piece : at % 3 === 1 ? time(`${piece}T${pieces[at + 1]}:00Z`) : ''))}`;
}

/** How moments are written, of those shown last: the series of a page have the same ones. */
const written = new LRUCache<string, string>({ max: 5000 });

/** A moment in plain text, in UTC. */
export function utc(at: string): string {
  const known = written.get(at);
  if (known !== undefined) return known;
  const read = new Date(at);
  const text = Number.isNaN(read.getTime()) ? at : full.format(read);
  written.set(at, text);
  return text;
}

/** How long ago, or until when, in the largest unit that fits: "3 hours ago". */
export function since(at: string, now: Date): Html {
  return html`<time datetime="${at}" title="${utc(at)} UTC">${distance(new Date(at).getTime() - now.getTime())}</time>`;
}

const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });
const units = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

function distance(ms: number): string {
  const [unit, seconds] = units.find(([, each]) => Math.abs(ms / 1000) >= each) ?? ['minute', 60];
  return relative.format(Math.round(ms / 1000 / seconds), unit);
}
