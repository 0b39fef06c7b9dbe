const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text as Markdown that says just that text: nothing in it is a mark, a cell's end or HTML. Controls are left out. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .replace(/[\\`*_{}[\]~|#$]/g, '\\$&')
    .replace(/[&<>]/g, mark => entities[mark] ?? '');
}

/** What would begin a list, a heading's underline or a table's rule at the start of a line. */
function lineEscaped(line: string): string {
  return escaped(line.trim())
    .replace(/^[-+=:]/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2');
}

/** Somebody's text on one line. */
export function inline(text: string): string {
  return lineEscaped(oneLine(text));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Somebody's text of several lines and paragraphs. */
export function prose(text: string): string {
  return text
    .split(/\r\n|\r|\n|\u2028|\u2029/)
    .map(lineEscaped)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A table of texts, which it escapes; null is an empty cell. */
export function table(heads: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const line = (cells: readonly (string | null)[]) =>
    `| ${cells.map(cell => escaped(oneLine(cell ?? ''))).join(' | ')} |`;
  return [line(heads), `|${' --- |'.repeat(heads.length)}`, ...rows.map(line)].join('\n');
}

/** A link where an address is one of the web; else the address as text. */
export function link(label: string, address: string): string {
  const web = /^https?:\/\/[^\s/]/i.test(address) && URL.canParse(address);
  return web ? `[${inline(label)}](${webAddress(address)})` : `${inline(label)}: ${inline(address)}`;
}

/** What could end a link's address, a cell or an attribute is written in its percent form. */
function webAddress(address: string): string {
  const percent = (mark: string) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  return new URL(address).href.replace(/[()<>|`"'\\*_[\]\s]/g, percent);
}
