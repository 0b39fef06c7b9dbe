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
  let source = strings[0] ?? '';
  for (let i = 0; i < parts.length; i++) source += sourceOf(parts[i]) + strings[i + 1];
  return new Html(source);
}

function sourceOf(part: Part): string {
  if (part instanceof Html) return part.source;
  if (Array.isArray(part)) return part.map(sourceOf).join('');
  if (part === undefined || part === null || part === false) return '';
  return escapeHtml(String(part));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const sign = /[&<>"']/;
const signs = /[&<>"']/g;

/** Most texts have none of the signs, and to look for one is cheaper than to replace them. */
function escapeHtml(text: string): string {
  return sign.test(text) ? text.replace(signs, found => entities[found] ?? found) : text;
}
