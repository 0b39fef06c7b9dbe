import { badInput, decodeCursor, type Position } from '@handoff/kit/page';

const fits = {
  text: (value: unknown) => typeof value === 'string',
  time: (value: unknown) => typeof value === 'string' && /^\d{4}-/.test(value) && !Number.isNaN(Date.parse(value)),
  whole: (value: unknown) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31,
};

/**
 * Like decodeCursor, and each sort value is of its kind, so that PostgreSQL can compare it. Throws BAD_USER_INPUT for
 * a cursor of another list.
 */
export function cursorOf(cursor: string | null | undefined, kinds: readonly (keyof typeof fits)[]): Position | null {
  const position = decodeCursor(cursor, kinds.length);
  if (position === null || kinds.every((kind, i) => fits[kind](position[i]))) return position;
  throw badInput('"after" is no cursor of this list: take it from the pageInfo.endCursor of the page before.');
}
