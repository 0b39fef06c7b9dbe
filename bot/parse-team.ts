import { done, type Parsed, shown, tooMuch, usage } from './parsed.ts';
import type { Word } from './words.ts';

/** `team`: which user group decides who is in which team. */
export function readTeam(words: Word[]): Parsed {
  const [first, second, third, ...rest] = words;
  if (!first) return done({ verb: 'team', group: null, as: null, off: false });
  const group = groupIn(first);
  if (group === null) return usage('team', 'Which user group? Write it with an @ before it; a person is none.');
  const how = second ? shown(second).toLowerCase() : '';
  if (how === '') return done({ verb: 'team', group, as: null, off: false });
  if (how === 'off')
    return third ? tooMuch('team', words.slice(2)) : done({ verb: 'team', group, as: null, off: true });
  if (how !== 'as') return tooMuch('team', words.slice(1));
  const as = third ? shown(third).trim() : '';
  if (as === '') return usage('team', 'As which team? Name one that is there.');
  return rest.length > 0 ? tooMuch('team', rest) : done({ verb: 'team', group, as, off: false });
}

/** A user group as it is written after the @, or its id where Slack gave no name; null: the word is none. */
function groupIn(word: Word): string | null {
  if (word.kind !== 'text' || word.key !== null) return null;
  const [, id] = /^!subteam\^(S[A-Z0-9]{1,31})$/.exec(word.text) ?? [];
  const [, handle] = /^@(\S{1,100})$/.exec(word.text) ?? [];
  return id ?? handle ?? null;
}
