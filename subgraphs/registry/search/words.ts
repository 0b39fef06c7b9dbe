/** One word that is looked for, as it was written: `cardFraud` has the parts card and fraud, and is cardfraud when joined. */
export interface Term {
  parts: string[];
  joined: string;
}

const mostTerms = 12;
const longest = 100;

// They are in nearly every text: looking for them as well finds nothing better.
const small = new Set(
  'a an and are as at be by for from in is it of on or that the this to which with without'.split(' '),
);

/** The words of a search, each once, twelve at most; small ones like "the" only when there are no others. */
export function termsOf(search: string): Term[] {
  const chunks = search
    .slice(0, 2000)
    .split(/\s+/)
    .map(termOf)
    .filter(({ joined }) => joined !== '' && joined.length <= longest);
  const distinct = [...new Map(chunks.map(term => [term.joined, term])).values()];
  const telling = distinct.filter(({ joined }) => !small.has(joined));
  return (telling.length > 0 ? telling : distinct).slice(0, mostTerms);
}

function termOf(chunk: string): Term {
  return { parts: wordsOf(chunk), joined: wordsOf(chunk.replace(/[^\p{L}\p{N}\p{M}]+/gu, '').toLowerCase()).join('') };
}

/** The words of a name or text in lower case, split as the index splits them: where letters end, and before a capital. */
export function wordsOf(text: string): string[] {
  return text
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(word => word !== '');
}

/** A word and its singular or plural, as English makes them. */
export function formsOf(word: string): string[] {
  if (word.length > 4 && word.endsWith('ies')) return [word, `${word.slice(0, -3)}y`];
  if (word.length > 3 && /[^siu]s$/.test(word)) return [word, word.slice(0, -1)];
  if (word.length > 3 && /[^aeiou]y$/.test(word)) return [word, `${word.slice(0, -1)}ies`];
  return [word];
}

/**
 * The words as a query for PostgreSQL's to_tsquery: all must be found, each as the beginning of a word; shorter than
 * three letters, as a whole word. zone: where they must be found, such as A for names.
 */
export function queryOf(terms: readonly Term[], zone = ''): string {
  const each = terms.map(({ parts, joined }) =>
    parts.length > 1 ? `(${all(parts, zone)} | ${begins(joined, zone)})` : begins(joined, zone),
  );
  if (terms.length < 2 || terms.length > 4) return each.join(' & ');
  return `(${each.join(' & ')}) | ${begins(joinedOf(terms), zone)}`;
}

/** All words as one, as names are compared. */
export function joinedOf(terms: readonly Term[]): string {
  return terms.map(({ joined }) => joined).join('');
}

function all(parts: readonly string[], zone: string): string {
  return `(${parts.map(part => begins(part, zone)).join(' & ')})`;
}

function begins(word: string, zone: string): string {
  const star = word.length < 3 ? '' : '*';
  const label = star + zone === '' ? '' : `:${star}${zone}`;
  return `(${formsOf(word)
    .map(form => `'${form}'${label}`)
    .join(' | ')})`;
}
