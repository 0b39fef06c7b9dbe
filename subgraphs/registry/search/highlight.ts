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
  const fits = fitting(sought.terms, sought.near);
  const found = passages.flatMap(({ label, text }) => {
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

function fitting(terms: readonly Term[], near: boolean): Fits {
  const wanted = [...new Set(terms.flatMap(({ parts, joined }) => [...parts, joined]).flatMap(formsOf))];
  const alike = new Set(near ? wanted.flatMap(word => [...oneOff(word)]) : []);
  return word => {
    const lower = word.toLowerCase();
    return alike.has(lower) || wanted.some(one => lower === one || (one.length > 2 && lower.startsWith(one)));
  };
}

interface Span {
  from: number;
  to: number;
}

function spansOf(text: string, fits: Fits): Span[] {
  const spans: Span[] = [];
  for (const { index, 0: word } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const humps = [...word.matchAll(/\p{Lu}*[^\p{Lu}]*/gu)].map(hump => hump[0]).filter(hump => hump !== '');
    if (fits(word)) spans.push({ from: index, to: index + word.length });
    else if (humps.length > 1) spans.push(...humpSpans(humps, index, fits));
  }
  return spans.reduce<Span[]>(merged, []);
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
