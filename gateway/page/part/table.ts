import { type Html, html, type Part } from '@handoff/kit/html';

/** A section of a page under a heading, that can be linked to. */
export function section(id: string, title: string, ...body: Part[]): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;
}

/** Longer tables would weigh too much with the head beside every cell: they scroll where it is narrow. */
const mostStacked = 60;

/**
 * A table. Where the page is narrow, each line of a short one stands below the other with its heads beside, and a long
 * one scrolls by itself. label: what it lists, for who does not see it.
 */
export function table(label: string, heads: readonly string[], rows: readonly (readonly Part[])[]): Html {
  const head = heads.map(each => (each === '' ? html`<td></td>` : html`<th scope="col">${each}</th>`));
  const stacks = rows.length <= mostStacked;
  const named = (at: number) => (stacks && heads[at] ? html` data-head="${heads[at]}"` : '');
  const lines = rows.map(cells => html`<tr>${cells.map((cell, at) => html`<td${named(at)}>${cell}</td>`)}</tr>`);
  return html`<div class="wide" tabindex="0" role="group" aria-label="${label}"><table${stacks ? html` class="stacks"` : ''}><thead><tr>${head}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

/** Names and what is known of each; what is not known is left out. */
export function facts(lines: readonly (readonly [string, Part])[]): Html {
  const known = lines.filter(([, value]) => !isNone(value));
  return html`<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** What stands where nothing is: what that means, and what to do next. */
export function empty(text: Part): Html {
  return html`<p class="empty">${text}</p>`;
}

/** A list, or what to say where it has nothing. */
export function list(items: readonly Part[], none: Part): Html {
  if (items.length === 0) return empty(none);
  return html`<ul class="list">${items.map(item => html`<li>${item}</li>`)}</ul>`;
}

/** Something to unfold. */
export function fold(summary: Part, body: Part): Html {
  return html`<details><summary>${summary}</summary>${body}</details>`;
}

function isNone(value: Part): boolean {
  return (
    value === null ||
    value === undefined ||
    value === false ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}
