import { type Html, html } from '@handoff/kit/html';

/** Where words were found: what stands between two pairs of asterisks is marked. */
export function highlighted(text: string): Html {
  return html`${text.split('**').map((piece, at) => (at % 2 === 1 ? html`<mark>${piece}</mark>` : piece))}`;
}
