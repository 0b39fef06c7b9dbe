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
  fields?: readonly (Field | Group)[];
  /** Unfolds on demand. */
  folded?: boolean;
}

/** Fields that belong together, side by side where there is room. */
export interface Group {
  legend: string;
  fields: readonly Field[];
  /** Unfolds on demand, or when something was typed into it. */
  folded?: boolean;
}

/** One thing to type or choose. */
export interface Field {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  kind?: 'line' | 'text' | 'number' | 'day' | 'many';
  /** What can be chosen: of many any number, else one; the first is chosen at first. */
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
${fields.map(each => drawEntry(each, { form: idOf(move, about), typed: isSent ? view.sent : null }))}
<button class="${tone}">${label}</button></form>`;
  if (!folded) return inner;
  return html`<details class="move-fold"${isSent ? html` open` : ''}><summary class="button ${tone}">${label} …</summary>${inner}</details>`;
}

function idOf(...parts: string[]): string {
  return `${parts[0]?.startsWith('f-') ? '' : 'f-'}${parts.join('-').replaceAll(/[^\w-]/g, '_')}`;
}

interface Around {
  /** The id of the form, of which those of its fields are made. */
  form: string;
  typed: URLSearchParams | null;
}

function drawEntry(entry: Field | Group, { form, typed }: Around): Part {
  const draw = (field: Field) => drawField(field, { id: idOf(form, field.name), typed });
  if (!('legend' in entry)) return draw(entry);
  const { legend, fields, folded = false } = entry;
  const inner = html`<div class="fields">${fields.map(draw)}</div>`;
  if (!folded) return html`<fieldset class="group"><legend>${legend}</legend>${inner}</fieldset>`;
  const isTyped = fields.some(({ name, value = '', options }) => {
    const sent = typed?.get(name) ?? '';
    return sent !== '' && sent !== value && sent !== options?.[0]?.[0];
  });
  return html`<details class="group"${isTyped ? html` open` : ''}><summary>${legend}</summary>${inner}</details>`;
}

function drawField(field: Field, { id, typed }: { id: string; typed: URLSearchParams | null }): Part {
  const { name, label, hint, required = false } = field;
  if (field.kind === 'many') return drawMany(field, { id, typed });
  const value = typed?.get(name) ?? field.value ?? '';
  const described = hint ? html` aria-describedby="${id}-hint"` : '';
  const attributes = html`id="${id}" name="${name}"${required ? html` required` : ''}${described}`;
  return html`<div class="field"><label for="${id}">${label}${required ? '' : html` <span class="quiet">(optional)</span>`}</label>
${control(field, { attributes, value })}${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ''}</div>`;
}

/** Boxes to tick, any number of them. */
function drawMany(
  { name, label, options = [] }: Field,
  { id, typed }: { id: string; typed: URLSearchParams | null },
): Part {
  if (options.length === 0) return '';
  const ticked = new Set(typed?.getAll(name));
  const boxes = options.map(([value, text], at) => {
    const on = ticked.has(value) ? html` checked` : '';
    return html`<div class="box"><input type="checkbox" id="${id}-${at}" name="${name}" value="${value}"${on}><label for="${id}-${at}">${text}</label></div>`;
  });
  return html`<fieldset class="field"><legend>${label} <span class="quiet">(optional)</span></legend>${boxes}</fieldset>`;
}

function control({ kind = 'line', options }: Field, { attributes, value }: { attributes: Html; value: string }): Part {
  if (options) {
    const choices = options.map(
      ([each, label]) => html`<option value="${each}"${each === value ? html` selected` : ''}>${label}</option>`,
    );
    return html`<select ${attributes}>${choices}</select>`;
  }
  if (kind === 'text') return html`<textarea ${attributes} rows="3" maxlength="4000">${value}</textarea>`;
  const type = types[kind];
  return html`<input ${attributes} ${type} value="${value}" autocomplete="off">`;
}

const types = {
  number: html`type="number" step="any"`,
  day: html`type="date"`,
  line: html`type="text" maxlength="500"`,
  many: html``,
};
