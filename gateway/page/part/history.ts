import { type Html, html } from '@handoff/kit/html';
import type { View } from '../view.ts';
import { type Named, named } from './name.ts';
import { empty } from './table.ts';
import { sentence, since } from './time.ts';
import { words } from './words.ts';

/** Something that happened. */
export interface Happened {
  at: string;
  summary: string;
  via: string;
  actor: Named;
}

/** What happened, newest first. */
export function historyList(all: readonly Happened[], { now }: View): Html {
  if (all.length === 0) return empty('Nothing has happened yet.');
  const items = all.map(
    ({ at, summary, via, actor }) =>
      html`<li><p>${named(actor, 'Handoff')} ${sentence(summary)}</p><p class="quiet">${since(at, now)}${via === 'SYSTEM' ? '' : ` · ${words(via)}`}</p></li>`,
  );
  return html`<ol class="timeline">${items}</ol>`;
}
