const longest = 128;

/**
 * A text as a model name of the contract: `[a-z0-9][a-z0-9._/-]{0,127}`. Capitals become small, accents go, anything
 * else becomes one hyphen. Null when nothing is left to call it by.
 */
export function modelName(text: string): string | null {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._/-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, longest)
    .replace(/[^a-z0-9]+$/, '');
  return name === '' ? null : name;
}

/** What to say where modelName finds no name. */
export function unnameable(text: string): string {
  return `"${text}" holds no letter a to z and no digit to make a model name of: rename it.`;
}
