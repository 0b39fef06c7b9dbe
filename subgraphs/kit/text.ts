import { invalid, type Problem } from './problem.ts';

/** What is wrong with a text that people write: it must say something within a number of characters. */
export function textProblem(field: string, text: string, most: number): Problem | null {
  if (text.trim() === '') return invalid(field, `"${field}" is empty: write a few words.`);
  if (text.length > most) return invalid(field, `"${field}" has ${text.length} characters: ${most} are the most.`);
  return text.includes('\u0000') ? invalid(field, `"${field}" contains a NUL character: leave it out.`) : null;
}

/** An instant as people read it: `2026-11-21 04:15 UTC`. */
export function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
