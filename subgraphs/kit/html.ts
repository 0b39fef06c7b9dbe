/** HTML that is safe to send as it is. */
export class Html {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** What may stand in a gap of a template; text is escaped, lists are joined, nothing and false leave no trace. */
export type Part = Html | string | number | false | null | undefined | Part[];

/** A template of HTML whose gaps are escaped. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const pieces = strings.map((piece, index) => piece + sourceOf(parts[index]));
  return new Html(pieces.join(''));
}

function sourceOf(part: Part): string {
  if (part instanceof Html) return part.source;
  if (Array.isArray(part)) return part.map(sourceOf).join('');
  if (part === undefined || part === null || part === false) return '';
  return escapeHtml(String(part));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const signs = /[&<>"']/g;

function escapeHtml(text: string): string {
  return text.replace(signs, sign => entities[sign] ?? sign);
}
