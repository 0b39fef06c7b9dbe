import { mapping } from '../field.ts';
import { parseYaml } from '../yaml.ts';

export type FrontMatterResult =
  | { kind: 'Card'; front: Record<string, unknown>; body: string }
  | { kind: 'Problem'; message: string };

/** Splits a card into its front matter, between two lines of three hyphens at its very beginning, and the text below. */
export function readFrontMatter(card: string): FrontMatterResult {
  const lead = /^\s*/.exec(card)?.[0] ?? '';
  const opening = /^---[ \t]*\r?\n/.exec(card.slice(lead.length, lead.length + 200));
  if (!opening) return problem('it has no front matter: a model card begins with a line of three hyphens.');
  const begin = lead.length + opening[0].length;
  const end = /^---[ \t]*$/m.exec(card.slice(begin).replace(/\r(?=\n)/g, ' '));
  if (!end) return problem('its front matter has no end: put a line of three hyphens below it.');
  const yaml = parseYaml(card.slice(begin, begin + end.index), card.slice(0, begin).split('\n').length);
  if (yaml.kind === 'Problem') return problem(`its front matter cannot be read: ${yaml.message}`);
  const front = mapping(yaml.value);
  if (!front) return problem('its front matter is no mapping of keys and values.');
  return { kind: 'Card', front, body: card.slice(begin + end.index + end[0].length).trim() };
}

function problem(message: string): FrontMatterResult {
  return { kind: 'Problem', message };
}
