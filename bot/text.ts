/** Characters nobody sees but that change what is seen: bidi marks, zero widths, controls and broken pairs. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** What stands for a text that has nothing to see. */
const nothingSeen = '(no name)';

/** Text from outside without invisible characters; line breaks stay, tabs and other separators become spaces. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\t\u2028\u2029\u0085]/g, ' ')
    .replace(unseen, character => (character === '\n' ? '\n' : ''));
}

/** Text from outside for one line: clean, and line breaks become spaces. */
function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

/** What Slack would make bold, struck, code, slanted, a picture or a quote of, as characters that only look alike. */
const marks: readonly [RegExp, string][] = [
  [/\*/g, '∗'],
  [/~/g, '∼'],
  [/`/g, 'ˋ'],
  [/(?<!\w)_(?!_)(?=[^\n]*_(?!\w))/g, 'ˍ'],
  // A time such as 12:30:45 is no picture.
  [/(?<!\d):(?=[\w+'-]+:)/g, '∶'],
  [/(?<=^[ \t]*)>/gm, '›'],
];

function unmarked(text: string): string {
  return marks.reduce((left, [mark, alike]) => left.replace(mark, alike), text);
}

/** Text from outside for Slack's markup: clean, nothing in it is markup, at most `most` characters. */
export function safe(text: string, most = 2000): string {
  return shortenEscaped(escaped(unmarked(clean(text))), most);
}

/** Like safe, on one line, and never empty: for names. */
export function safeLine(text: string, most = 200): string {
  return shortenEscaped(escaped(unmarked(oneLine(text)) || nothingSeen), most);
}

/** Like safeLine, but its marks stay: for code, where they are none, and for words of ours. */
export function literal(text: string, most = 200): string {
  return shortenEscaped(escaped(oneLine(text) || nothingSeen), most);
}

const moments = /\b(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?: UTC|Z)(?!\w)/g;
const momentsMost = 6;

/** A sentence that Handoff wrote, safe, with the moments it names in the reader's own zone, the first six of them. */
export function told(text: string, most = 2000): string {
  let seen = 0;
  return safe(text, most).replace(moments, (whole, day: string, time: string) => {
    const at = `${day}T${time}:00Z`;
    return Number.isNaN(Date.parse(at)) || ++seen > momentsMost ? whole : when(at);
  });
}

/** Plain text from outside for a label or a button: clean, on one line, at most `most` characters, nothing escaped. */
export function label(text: string, most = 75): string {
  return shorten(oneLine(text) || nothingSeen, most);
}

/** As many whole lines as fit into `most` characters, and how many more there are. */
export function fitting(lines: readonly string[], most = 2800): string {
  let length = 0;
  const fit = lines.filter(line => {
    length += line.length + 1;
    return length <= most;
  });
  const left = lines.length - fit.length;
  return [...fit, ...(left > 0 ? [`and ${left} more`] : [])].join('\n');
}

/** Cuts a text to `most` UTF-16 units with an ellipsis, never through a character. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, Math.max(0, most - 1)).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut}…`.slice(0, most);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function shortenEscaped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${shorten(text, most)
    .replace(/…$/, '')
    .replace(/&[a-z]*$/, '')}…`.slice(0, most);
}

/** What Slack escaped, as it was typed. */
export function unescaped(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

/** A moment in the reader's own zone and words; those who cannot show it read it in UTC. at: RFC 3339. */
export function when(at: string): string {
  const seconds = Math.floor(new Date(at).getTime() / 1000);
  return `<!date^${seconds}^{date_short_pretty} at {time}|${inUtc(at)}>`;
}

/** A moment as plain text: `2026-11-21 04:15 UTC`. at: RFC 3339. */
export function inUtc(at: string): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
