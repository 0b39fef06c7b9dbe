import { Html } from '@handoff/kit/html';
import MarkdownIt, { type Token } from 'markdown-it';

/**
 * Markdown that somebody wrote, as HTML. Markup in it is shown as text; links lead to the web or a mailbox only;
 * pictures become links, because nothing is fetched from other sites. Headings begin at level 3.
 */
export function markdown(text: string): Html {
  const cut = text.length > mostCharacters ? `${text.slice(0, mostCharacters)}\n\n…` : text;
  return new Html(`<div class="prose">${reader.render(cut)}</div>`);
}

/** More than any page shows: what is longer is cut, so that a page stays small. */
const mostCharacters = 40_000;

const reader = new MarkdownIt({ html: false, linkify: false, typographer: false });
const { escapeHtml } = reader.utils;

reader.validateLink = url => /^(https?:\/\/|mailto:|#|\/(?!\/))/i.test(url.trim());

reader.core.ruler.push('tame', ({ tokens }) => {
  for (const token of tokens.flatMap(each => [each, ...(each.children ?? [])])) tame(token);
});

/** Headings go below those of the page; what leads away takes nothing along; alignment would come as a style, which the page's policy forbids. */
function tame(token: Token): void {
  if (token.type === 'heading_open' || token.type === 'heading_close')
    token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 2)}`;
  if (token.type === 'link_open') token.attrSet('rel', 'noreferrer nofollow');
  token.attrs = token.attrs?.filter(([name]) => name !== 'style') ?? null;
}

reader.renderer.rules.image = (tokens, at) => {
  const token = tokens[at];
  const address = String(token?.attrGet('src') ?? '');
  return `<a href="${escapeHtml(address)}" rel="noreferrer nofollow">${escapeHtml(token?.content || address)}</a>`;
};

reader.renderer.rules.table_open = () => '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>';
reader.renderer.rules.table_close = () => '</table></div>';
