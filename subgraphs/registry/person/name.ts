import { invalid, type Problem } from '@handoff/kit/problem';

/** What is wrong with a name that people read (1 to 128 characters, no control characters), or null. */
export function nameProblem(field: string, name: string): Problem | null {
  if (name.trim() === '') return invalid(field, 'A name cannot be empty: give one that people recognise.');
  if (name.length > 128) return invalid(field, `This name has ${name.length} characters: use 128 at most.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused here
  if (/[\u0000-\u001f\u007f]/.test(name)) return invalid(field, 'A name cannot hold control characters: remove them.');
  return null;
}
