import pg from 'pg';

const general: (text: string) => Date = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);
const zero = 48;
const point = 46;

/** A two-digit number at a place in a text. */
function twoAt(text: string, place: number): number {
  return (text.charCodeAt(place) - zero) * 10 + text.charCodeAt(place + 1) - zero;
}

const inUtc = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/;

/**
 * A moment as PostgreSQL writes it, in whole milliseconds. In UTC, which most of what is read is in, it is read by
 * place: a page of rows holds hundreds of moments. All else, BC and infinity among it, goes to pg's own parser.
 */
export function parseTimestamp(text: string): Date {
  if (!inUtc.test(text)) return general(text);
  const year = twoAt(text, 0) * 100 + twoAt(text, 2);
  if (year < 100) return general(text);
  const ms = text.charCodeAt(19) === point ? Math.floor(Number(text.slice(20, -3).padEnd(3, '0').slice(0, 3))) : 0;
  const [month, day] = [twoAt(text, 5) - 1, twoAt(text, 8)];
  return new Date(Date.UTC(year, month, day, twoAt(text, 11), twoAt(text, 14), twoAt(text, 17), ms));
}
