import { randomUUID } from 'node:crypto';
import { type Html, html, type Part } from '@handoff/kit/html';
import type { View } from '../view.ts';

/** A form that makes one move. */
export interface MoveForm {
  /** The move's name among those of the page. */
  move: string;
  label: string;
  /** Makes two forms of the same move on one page different. */
  about?: string;
  tone?: 'main' | 'plain' | 'danger';
  /** What else is sent with it, unseen. */
  hidden?: Readonly<Record<string, string>>;
  fields?: readonly Field[];
  /** Unfolds on demand. */
  folded?: boolean;
}

/** One thing to type or choose. */
export interface Field {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  kind?: 'line' | 'text' | 'number';
  /** What can be chosen; the first is chosen at first. */
  options?: readonly (readonly [value: string, label: string])[];
  value?: string;
}

/** Draws a form. It is sent once however often it is pressed: it carries a key of its own. */
export function moveForm(form: MoveForm, view: View): Html {
  const { move, label, about = '', tone = 'plain', hidden = {}, fields = [], folded = false } = form;
  const isSent = view.sent?.get('move') === move && (view.sent.get('about') ?? '') === about;
  const unseen = { move, about, token: view.formToken, key: randomUUID(), ...hidden };
  const inner = html`<form method="post" action="${view.url.pathname}${view.url.search}" class="move">
${Object.entries(unseen).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${fields.map(field => drawField(field, { id: idOf(move, about, field.name), typed: isSent ? view.sent : null }))}
<button class="${tone}">${label}</button></form>`;
  if (!folded) return inner;
  return html`<details class="move-fold"${isSent ? html` open` : ''}><summary class="button ${tone}">${label} …</summary>${inner}</details>`;
}

function idOf(...parts: string[]): string {
  return `f-${parts.join('-').replaceAll(/[^\w-]/g, '_')}`;
}

function drawField(field: Field, { id, typed }: { id: string; typed: URLSearchParams | null }): Html {
  const { name, label, hint, required = false } = field;
  const value = typed?.get(name) ?? field.value ?? '';
  const described = hint ? html` aria-describedby="${id}-hint"` : '';
  const attributes = html`id="${id}" name="${name}"${required ? html` required` : ''}${described}`;
  return html`<div class="field"><label for="${id}">${label}${required ? '' : html` <span class="quiet">(optional)</span>`}</label>
${control(field, { attributes, value })}${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ''}</div>`;
}

function control({ kind = 'line', options }: Field, { attributes, value }: { attributes: Html; value: string }): Part {
  if (options) {
    const choices = options.map(
      ([each, label]) => html`<option value="${each}"${each === value ? html` selected` : ''}>${label}</option>`,
    );
    return html`<select ${attributes}>${choices}</select>`;
  }
  if (kind === 'text') return html`<textarea ${attributes} rows="3" maxlength="4000">${value}</textarea>`;
  const type = kind === 'number' ? html`type="number" step="any"` : html`type="text" maxlength="500"`;
  return html`<input ${attributes} ${type} value="${value}" autocomplete="off">`;
}
