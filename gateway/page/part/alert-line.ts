import { type Html, html } from '@handoff/kit/html';
import { pathOf } from '../link.ts';
import type { View } from '../view.ts';
import { badge } from './badge.ts';
import { type ModelName, modelLink } from './name.ts';
import { since } from './time.ts';
import { words } from './words.ts';

/** An alert as lists show it. */
export interface AlertLine {
  id: string;
  title: string;
  severity: string;
  state: string;
  firedAt: string;
  model: ModelName | null;
}

/** What a page asks for of it. */
export const alertFields = 'id title severity state firedAt model { name title }';

/** An alert in one line of a list; alone: all of the list are of one model. */
export function alertLine({ id, title, severity, state, firedAt, model }: AlertLine, view: View, alone = false): Html {
  return html`<div class="line">${badge(severity)}<a data-item href="${pathOf('alerts', id)}">${title}</a>${alone ? '' : html`<span>${modelLink(model)}</span>`}<span class="end">${words(state)}, since ${since(firedAt, view.now)}</span></div>`;
}
