import { nearest } from '@handoff/kit/settings/nearest';
import { filterKeys, type Owner, type Tier, tiers, type VerbName, verbNames, verbs } from './grammar.ts';
import { readReport } from './parse-report.ts';
import { readTeam } from './parse-team.ts';
import { readDigest, readQuiet, readSubscribe, readUnsubscribe, readWhy } from './parse-telling.ts';
import { done, misread, type Parsed, short, shown, tooMuch, usage } from './parsed.ts';
import { type Word, wordsOf } from './words.ts';

/** Reads what somebody typed after the bot's name. Never throws; the same text always means the same. */
export function parse(text: string): Parsed {
  const [first, ...rest] = wordsOf(text.trim());
  if (!first) return done({ verb: 'help', about: null });
  const verb = first.kind === 'text' && first.key === null ? first.text.toLowerCase().replace(/[:,.!?]+$/u, '') : '';
  return isVerb(verb) ? readers[verb](rest) : unknownVerb(shown(first));
}

function isVerb(word: string): word is VerbName {
  return Object.hasOwn(verbs, word);
}

const readers: Record<VerbName, (words: Word[]) => Parsed> = {
  find: readFind,
  model: words => readName('model', words),
  compare: readCompare,
  health: words => readName('health', words),
  who: words => readName('who', words),
  assign: readAssign,
  handover: readHandover,
  promote: readPromote,
  pending: words => (words.length > 0 ? tooMuch('pending', words) : done({ verb: 'pending' })),
  alerts: words => done({ verb: 'alerts', model: words.map(shown).join(' ').trim() || null }),
  silence: readSilence,
  link: words => (words.length > 0 ? tooMuch('link', words) : done({ verb: 'link' })),
  subscribe: readSubscribe,
  unsubscribe: readUnsubscribe,
  quiet: readQuiet,
  digest: readDigest,
  why: readWhy,
  report: readReport,
  team: readTeam,
  mine: words => (words.length > 0 ? tooMuch('mine', words) : done({ verb: 'mine' })),
  help: readHelp,
};

function unknownVerb(word: string): Parsed {
  const close = nearest(word.toLowerCase(), verbNames);
  const hint = close ? `Did you mean \`${close}\`? For example: \`${verbs[close as VerbName].example}\`` : seeHelp;
  return misread(`I do not know “${short(word)}”. ${hint}`);
}

const seeHelp = 'Write `help` to see what can be asked.';

function readName(verb: 'model' | 'who' | 'health', words: Word[]): Parsed {
  const model = words.map(shown).join(' ').trim();
  return model === '' ? usage(verb, 'Which model?') : done({ verb, model });
}

function readCompare(words: Word[]): Parsed {
  const [left, right] = [words.at(-2), words.at(-1)].map(word => (word ? shown(word).trim() : ''));
  const model = words.slice(0, -2).map(shown).join(' ').trim();
  if (!model || !left || !right) return usage('compare', 'Name the model, then the two versions.');
  return done({ verb: 'compare', model, left, right });
}

function readHelp([first, ...rest]: Word[]): Parsed {
  if (!first) return done({ verb: 'help', about: null });
  const about = shown(first).toLowerCase();
  if (!isVerb(about)) return unknownVerb(about);
  return rest.length > 0 ? tooMuch('help', rest) : done({ verb: 'help', about });
}

function readAssign(words: Word[]): Parsed {
  const [name, ...rest] = words;
  const person = rest.at(-1);
  if (!name) return usage('assign', 'Which model, which role, and to whom?');
  if (person?.kind !== 'user' || person.key !== null) return usage('assign', whoIsIt(person));
  const role = rest.slice(0, -1).map(shown).join(' ').trim();
  const model = shown(name).trim();
  if (role === '' || model === '') return usage('assign', 'Name the model, then the role, then the person.');
  return done({ verb: 'assign', model, role, userId: person.id });
}

function whoIsIt(last: Word | undefined): string {
  if (last?.kind === 'text' && last.text.startsWith('@')) return `Slack does not know “${short(last.text)}” here.`;
  return 'Name the person last, with an @ before the name.';
}

function readPromote(words: Word[]): Parsed {
  const to = words.at(-2);
  const [environment, version] = [words.at(-1), words.at(-3)].map(word => (word ? shown(word).trim() : ''));
  const model = words.slice(0, -3).map(shown).join(' ').trim();
  if (!isTo(to)) return usage('promote', 'Name the model, the version, then `to` and the environment.');
  if (!model || !version || !environment) return usage('promote', 'Which model, and which version of it?');
  return done({ verb: 'promote', model, version, environment });
}

function readHandover(words: Word[]): Parsed {
  const person = words.at(-1);
  if (person?.kind !== 'user' || person.key !== null) return usage('handover', whoIsIt(person));
  // The “to” is how it is written, but nobody means anything else without it.
  const named = isTo(words.at(-2)) ? words.slice(0, -2) : words.slice(0, -1);
  const version = named.at(-1);
  const model = named.slice(0, -1).map(shown).join(' ').trim();
  if (!version || model === '') return usage('handover', 'Name the model, then the version, then the person.');
  return done({ verb: 'handover', model, version: shown(version).trim(), userId: person.id });
}

function isTo(word: Word | undefined): boolean {
  return word?.kind === 'text' && word.key === null && !word.quoted && word.text.toLowerCase() === 'to';
}

const minutesOf: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 };

function readSilence([alert, long, ...rest]: Word[]): Parsed {
  const alertId = alert ? shown(alert).trim() : '';
  if (!/^alr_[\w-]{1,100}$/.test(alertId)) return usage('silence', 'Which alert? Its id begins with `alr_`.');
  const [, number, unit = ''] = /^(\d{1,5})([mhd])$/i.exec(long ? shown(long) : '') ?? [];
  const minutes = Number(number) * (minutesOf[unit.toLowerCase()] ?? 0);
  if (!(minutes > 0)) return usage('silence', 'For how long? Write `30m`, `2h` or `1d`.');
  const reason = rest.map(shown).join(' ').trim();
  return reason === ''
    ? usage('silence', 'Say why, for those who wonder.')
    : done({ verb: 'silence', alertId, minutes, reason });
}

interface Filters {
  words: string[];
  tags: string[];
  tier: Tier | null;
  owner: Owner | null;
}

function readFind(words: Word[]): Parsed {
  const found: Filters = { words: [], tags: [], tier: null, owner: null };
  for (const word of words) {
    const complaint = readFilter(found, word);
    if (complaint) return usage('find', complaint);
  }
  const { words: texts, ...filters } = found;
  const empty = texts.length === 0 && filters.tags.length === 0 && !filters.tier && !filters.owner;
  return empty ? usage('find', 'What shall I look for?') : done({ verb: 'find', words: texts.join(' '), ...filters });
}

const filters: Record<(typeof filterKeys)[number], (found: Filters, word: Word) => string | null> = {
  tag: (found, word) => {
    if (word.kind !== 'text' || word.text === '') return 'A tag is a word, as in `tag:marketing`.';
    found.tags.push(word.text);
    return null;
  },
  owner: (found, word) => {
    if (word.kind === 'user') found.owner = { kind: 'user', id: word.id };
    else if (word.text.toLowerCase() === 'me') found.owner = { kind: 'me' };
    else return 'An owner is `owner:me` or `owner:@name`.';
    return null;
  },
  tier: (found, word) => {
    const tier = word.kind === 'text' ? word.text.toLowerCase() : '';
    if (!Object.hasOwn(tiers, tier)) return `A tier is one of ${Object.keys(tiers).join(', ')}.`;
    found.tier = tiers[tier as keyof typeof tiers];
    return null;
  },
};

function readFilter(found: Filters, word: Word): string | null {
  const key = filterKeys.find(each => each === word.key);
  if (key) return filters[key](found, word);
  if (word.kind === 'user') return 'I can look for a person’s models with `owner:@name`.';
  const close = word.key === null || word.quoted ? null : nearest(word.key, filterKeys);
  if (close) return `There is no filter “${word.key}:”. Did you mean \`${close}:\`?`;
  if (shown(word).trim() !== '') found.words.push(shown(word).trim());
  return null;
}
