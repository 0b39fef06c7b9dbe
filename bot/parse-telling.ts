import { nearest } from '@handoff/kit/settings/nearest';
import { type TellFilter, tellKeys } from './grammar.ts';
import { done, type Parsed, shown, tooMuch, usage } from './parsed.ts';
import type { Word } from './words.ts';

const severities = ['info', 'warning', 'critical'];

/** `subscribe`: who is told, and of what. */
export function readSubscribe(words: Word[]): Parsed {
  const filter: TellFilter = {};
  let to: string | null = null;
  for (const word of words) {
    const place = placeIn(word);
    if (place !== null && to !== null) return usage('subscribe', 'One place at a time.');
    const complaint = place === null ? readTell(filter, word) : null;
    if (complaint) return usage('subscribe', complaint);
    to = place ?? to;
  }
  return done({ verb: 'subscribe', to: to ?? (Object.keys(filter).length > 0 ? 'me' : null), filter });
}

/** A channel as it is named, its id where Slack gave no name, or `me`; null: the word is no place. */
function placeIn(word: Word): string | null {
  if (word.kind !== 'text' || word.key !== null || word.quoted) return null;
  if (word.text.toLowerCase() === 'me') return 'me';
  const [, id] = /^#?([CG][A-Z0-9]{7,})$/.exec(word.text) ?? [];
  return id ?? (/^#[^\s#]{1,80}$/.test(word.text) ? word.text : null);
}

function readTell(filter: TellFilter, word: Word): string | null {
  const key = tellKeys.find(each => each === word.key);
  if (word.kind === 'user') return 'A person subscribes for themselves: they write `subscribe me`.';
  if (!key) return unknownFilter(word);
  if (word.text === '') return `Say which ${key}, as in \`${key}:x\`.`;
  const text = key === 'severity' ? word.text.toLowerCase() : word.text;
  if (key === 'severity' && !severities.includes(text)) return `A severity is one of ${severities.join(', ')}.`;
  filter[key] = text;
  return null;
}

function unknownFilter(word: Word): string {
  const close = word.key === null ? null : nearest(word.key, tellKeys);
  if (close) return `There is no filter “${word.key}:”. Did you mean \`${close}:\`?`;
  return 'Name a channel with a # before it, or `me`, and what to be told of, as in `tag:payments`.';
}

/** `unsubscribe`: which subscription ends. */
export function readUnsubscribe(words: Word[]): Parsed {
  const [first, ...rest] = words.map(word => shown(word).trim());
  if (!first || !/^sub_[\w-]{1,100}$/.test(first))
    return usage('unsubscribe', 'Which subscription? Its id begins with `sub_`, and `subscribe` shows it.');
  return rest.length > 0 ? tooMuch('unsubscribe', words.slice(1)) : done({ verb: 'unsubscribe', id: first });
}

const time = '(?:[01]?\\d|2[0-3])[:.][0-5]\\d';
const range = new RegExp(`^(${time})\\s*(?:-|–|to)\\s*(${time})$`, 'i');
const moment = new RegExp(`^${time}$`);

/** `quiet`: in which hours nothing is told that is not critical. */
export function readQuiet(words: Word[]): Parsed {
  const text = joined(words);
  if (text === '' || isOff(text)) return done({ verb: 'quiet', from: null, until: null, off: text !== '' });
  const [, from, until] = range.exec(text) ?? [];
  if (!from || !until) return usage('quiet', 'From when until when? Write two times, such as `19:00-08:00`.');
  return done({ verb: 'quiet', from: clock(from), until: clock(until), off: false });
}

/** `digest`: when what was held comes. */
export function readDigest(words: Word[]): Parsed {
  const text = joined(words);
  if (text === '' || isOff(text)) return done({ verb: 'digest', at: null, off: text !== '' });
  if (!moment.test(text)) return usage('digest', 'At what time? Write one such as `09:00`.');
  return done({ verb: 'digest', at: clock(text), off: false });
}

function joined(words: Word[]): string {
  return words.map(shown).join(' ').trim();
}

function isOff(text: string): boolean {
  return ['off', 'none', 'never'].includes(text.toLowerCase());
}

function clock(text: string): string {
  return text.replace('.', ':').padStart(5, '0');
}

/** `why`: what somebody was told of. */
export function readWhy(words: Word[]): Parsed {
  const [first, ...rest] = words.map(word => shown(word).trim());
  if (!first || !/^[a-z]{3}_[\w-]{1,100}$/.test(first))
    return usage('why', 'What were you told of? Its id stands at the foot of its card, such as `alr_01JD3F`.');
  return rest.length > 0 ? tooMuch('why', words.slice(1)) : done({ verb: 'why', id: first });
}
