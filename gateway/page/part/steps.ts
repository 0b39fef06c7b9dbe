import { type Html, html, type Part } from '@handoff/kit/html';
import { changedSearch } from '../link.ts';
import type { View } from '../view.ts';

/** Leads to the first page of a list and to the next one. */
export function pageLinks(info: { hasNextPage: boolean; endCursor: string | null }, { url, place }: View): Part {
  const next = info.hasNextPage && info.endCursor;
  const isFirst = !place.search.has('after');
  if (!next && isFirst) return '';
  const links = [
    isFirst ? '' : html`<a href="${changedSearch(url, { after: null })}">First page</a>`,
    next ? html`<a href="${changedSearch(url, { after: next })}">Next page</a>` : '',
  ];
  return html`<p class="pages">${links}</p>`;
}

/** Choices of one parameter of the address, as links; the one that is chosen is marked. */
export function choices(name: string, all: readonly (readonly [string, string])[], { url, place }: View): Html {
  const chosen = place.search.get(name) ?? '';
  const links = all.map(([value, label]) => {
    const current = value === chosen ? html` aria-current="true"` : '';
    return html`<a class="button" href="${changedSearch(url, { [name]: value || null, after: null })}"${current}>${label}</a>`;
  });
  return html`<nav class="choices" aria-label="Narrow down">${links}</nav>`;
}
