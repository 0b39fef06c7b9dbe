/** A text as PostgreSQL can take it. What is asked for with a NUL character in it is found nowhere anyway. */
export function keepable(text: string): string {
  return text.replaceAll('\u0000', '\ufffd');
}

/** A text as a pattern for ILIKE that finds it anywhere, taken literally; null when nothing is searched for. */
export function likeText(search: string | null | undefined): string | null {
  const text = keepable(search?.trim() ?? '');
  return text === '' ? null : `%${escaped(text)}%`;
}

/** The same for what a text begins with. */
export function likeStart(search: string | null | undefined): string | null {
  return likeText(search)?.slice(1) ?? null;
}

function escaped(text: string): string {
  return text.replace(/[\\%_]/g, character => `\\${character}`);
}
