import { storable } from '@handoff/kit/database/text';

/** A text as a pattern for ILIKE that finds it anywhere, taken literally; null when nothing is searched for. */
export function likeText(search: string | null | undefined): string | null {
  const text = storable(search?.trim() ?? '');
  return text === '' ? null : `%${escaped(text)}%`;
}

/** The same for what a text begins with. */
export function likeStart(search: string | null | undefined): string | null {
  return likeText(search)?.slice(1) ?? null;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, character => `\\${character}`);
}
