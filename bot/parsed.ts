import { type Command, type VerbName, verbs } from './grammar.ts';
import type { Word } from './words.ts';

/** What became of a text: a command, or a sentence that says how it is written. */
export type Parsed = { kind: 'Command'; command: Command } | { kind: 'Misread'; message: string };

/** A command that was understood. */
export function done(command: Command): Parsed {
  return { kind: 'Command', command };
}

/** A sentence that says what was not understood. */
export function misread(message: string): Parsed {
  return { kind: 'Misread', message };
}

/** What is wrong, and how the verb is written. */
export function usage(verb: VerbName, what: string): Parsed {
  return misread(`${what} Write \`${verbs[verb].usage}\`, for example \`${verbs[verb].example}\`.`);
}

/** Words that are too many after a verb. */
export function tooMuch(verb: VerbName, words: Word[]): Parsed {
  return usage(verb, `I do not know what to do with “${short(words.map(shown).join(' '))}” after \`${verb}\`.`);
}

/** A text as it is quoted back: at most 60 characters. */
export function short(text: string): string {
  return text.length > 60 ? `${[...text].slice(0, 60).join('')}…` : text;
}

/** A word as it was typed. */
export function shown(word: Word): string {
  const key = word.key === null ? '' : `${word.key}:`;
  return word.kind === 'user' ? `${key}@${word.id}` : key + word.text;
}
