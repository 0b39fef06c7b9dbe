import { oneOff } from './near.ts';
import { formsOf, type Term } from './words.ts';

/** A text of a model in which something may have been found, and what people call it. */
export interface Passage {
  label: string;
  text: string;
}

const mostHighlights = 5;
const around = 60;

/**
 * Where the words were found, five at most: the label, a colon and a piece of plain text on one line, in which each
 * word that fits stands between two pairs of asterisks. Asterisks of the text itself are left out, so that these are the
 * only ones. The text is as people wrote it: whoever shows it as HTML or Markdown escapes it first.
 */
export function highlightsOf(
  passages: readonly Passage[],
  sought: { terms: readonly Term[]; near: boolean },
): string[] {
  const { fits, mayFit } = fitting(sought.terms, sought.near);
  const found = passages.flatMap(({ label, text }) => {
    if (!mayFit(text)) return [];
    const piece = pieceOf(
      text
        .replaceAll('*', '')
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim(),
      fits,
    );
    return piece === null ? [] : [`${label}: ${piece}`];
  });
  return [...new Set(found)].slice(0, mostHighlights);
}

type Fits = (word: string) => boolean;

interface Fitting {
  fits: Fits;
  /** Whether a word that fits can be in a text at all; cheaper than looking at each of its words. */
  mayFit(text: string): boolean;
}

function fitting(terms: readonly Term[], near: boolean): Fitting {
  const wanted = [...new Set(terms.flatMap(({ parts, joined }) => [...parts, joined]).flatMap(formsOf))];
  const alike = new Set(near ? wanted.flatMap(word => [...oneOff(word)]) : []);
  const fits = (word: string) => {
    const lower = word.toLowerCase();
    return alike.has(lower) || wanted.some(one => lower === one || (one.length > 2 && lower.startsWith(one)));
  };
  const mayFit = (text: string) => {
    const lower = text.toLowerCase();
    return near || wanted.some(one => lower.includes(one));
  };
  return { fits, mayFit };
}

interface Span {
  from: number;
  to: number;
}

/** The spans of a text that fit, no further than what is shown around the first of them. */
function spansOf(text: string, fits: Fits): Span[] {
  const spans: Span[] = [];
  for (const { index, 0: word } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const [first] = spans;
    if (first && index > first.to + around) break;
    if (fits(word)) spans.push({ from: index, to: index + word.length });
    else if (hasHumps.test(word)) spans.push(...humpSpans(humpsOf(word), index, fits));
  }
  return spans.reduce<Span[]>(merged, []);
}

/** A capital letter after another sign. */
const hasHumps = /[^\p{Lu}]\p{Lu}/u;

function humpsOf(word: string): string[] {
  return [...word.matchAll(/\p{Lu}*[^\p{Lu}]*/gu)].map(hump => hump[0]).filter(hump => hump !== '');
}

function merged(spans: Span[], span: Span): Span[] {
  const last = spans.at(-1);
  if (last?.to !== span.from) return [...spans, span];
  return [...spans.slice(0, -1), { from: last.from, to: span.to }];
}

/** The words of cardFraud, each for itself. */
function humpSpans(humps: readonly string[], index: number, fits: Fits): Span[] {
  let from = index;
  return humps.flatMap(hump => {
    const span = { from, to: from + hump.length };
    from = span.to;
    return fits(hump) ? [span] : [];
  });
}

/** The piece of a text around the first word that fits, or null when none does. */
function pieceOf(text: string, fits: Fits): string | null {
  const spans = spansOf(text, fits);
  const [first] = spans;
  if (!first) return null;
  const from = first.from <= around ? 0 : wordStart(text, first.from - around);
  const to = Math.min(text.length, first.to + around);
  let piece = from === 0 ? '' : '… ';
  let at = from;
  for (const span of spans.filter(each => each.to <= to)) {
    piece += `${text.slice(at, span.from)}**${text.slice(span.from, span.to)}**`;
    at = span.to;
  }
  return piece + text.slice(at, to) + (to < text.length ? ' …' : '');
}

function wordStart(text: string, at: number): number {
  const space = text.indexOf(' ', at);
  return space === -1 || space > at + around ? at : space + 1;
}
