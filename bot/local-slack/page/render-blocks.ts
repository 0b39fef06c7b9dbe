import { type Html, html } from '@handoff/kit/html';
import { type Block, type Element, type TextObject, wordsOf } from '../block-kit.ts';
import { renderChart } from './chart.ts';
import { emojiOf } from './emoji.ts';
import { renderMrkdwn } from './mrkdwn.ts';
import { fieldName, pressButton, renderAction, renderInput } from './render-control.ts';
import type { Context } from './view-context.ts';

type Drawer = (block: Block, context: Context) => Html;

const drawers: Record<string, Drawer> = {
  header: block => html`<h3>${plain(wordsOf(block.text))}</h3>`,
  divider: () => html`<hr>`,
  section,
  context: (block, context) =>
    html`<div class="context">${block.elements?.map(element => contextElement(element, context))}</div>`,
  actions: (block, context) =>
    html`<div class="actions">${block.elements?.map(element => renderAction({ block, element }, context))}</div>`,
  input,
  image: block =>
    html`<figure class="picture">${block.title ? html`<figcaption>${wordsOf(block.title)}</figcaption>` : ''}<img src="${block.image_url}" alt="${block.alt_text}"></figure>`,
  table,
  data_visualization: renderChart,
};

/** Draws blocks in their order. */
export function renderBlocks(blocks: Block[], context: Context): Html {
  return html`${blocks.map(block => drawers[block.type]?.(block, context))}`;
}

function text(value: TextObject | undefined, { reader }: Context): Html {
  if (!value) return html``;
  return value.type === 'mrkdwn' ? renderMrkdwn(value.text, reader) : html`<p>${plain(value.text)}</p>`;
}

/** Plain text knows emoji names and nothing else. */
function plain(words: string): string {
  return words.replace(/:([a-z0-9_+-]+):/g, (whole, name: string) => emojiOf(name) ?? whole);
}

function section(block: Block, context: Context): Html {
  const fields = block.fields?.map(field => html`<div>${text(field, context)}</div>`);
  const { accessory } = block;
  return html`<div class="section"><div class="words">${text(block.text, context)}${fields ? html`<div class="fields">${fields}</div>` : ''}</div>${accessory ? renderAction({ block, element: accessory }, context) : ''}</div>`;
}

function contextElement(element: Element, { reader }: Context): Html {
  if (element.type === 'image') return html`<img src="${element.image_url}" alt="${element.alt_text}">`;
  const words = wordsOf(element.text);
  return html`<span>${element.type === 'mrkdwn' ? renderMrkdwn(words, reader) : plain(words)}</span>`;
}

function input(block: Block, context: Context): Html {
  const { element } = block;
  if (!element) return html``;
  const placed = { block, element };
  const error = context.modal?.errors[block.block_id ?? ''];
  const optional = block.optional ? html` <small>(optional)</small>` : '';
  return html`<div class="field${error ? ' wrong' : ''}"><label for="${fieldName(placed)}">${wordsOf(block.label)}${optional}</label>
${renderInput(placed, context)}${block.dispatch_action ? pressButton(placed, 'Choose') : ''}
${block.hint ? html`<small class="hint">${wordsOf(block.hint)}</small>` : ''}${error ? html`<p class="error" role="alert" id="error-${block.block_id}">${error}</p>` : ''}</div>`;
}

function table(block: Block): Html {
  const [head = [], ...rows] = block.rows ?? [];
  const align = (index: number) => block.column_settings?.[index]?.align ?? 'left';
  const cells = (row: typeof head, draw: (words: string, index: number) => Html) =>
    html`<tr>${row.map((cell, index) => draw(String(cell.text ?? cell.value ?? ''), index))}</tr>`;
  return html`<div class="scroll"><table><thead>${cells(head, (words, index) => html`<th class="${align(index)}" scope="col">${words}</th>`)}</thead><tbody>${rows.map(row => cells(row, (words, index) => html`<td class="${align(index)}">${words}</td>`))}</tbody></table></div>`;
}
