import { nearest } from '@handoff/kit/settings/nearest';
import { type Answer, type Asking, asked, type Failure, failure, found } from './asking.ts';
import { namesQuestion } from './questions.ts';

/** What somebody asks for by name. version undefined: the newest that is not archived. */
export interface Wanted {
  model: string;
  version?: string;
}

interface Named {
  name: string;
}

interface Candidates extends Named {
  aliases: Named[];
  versions: { nodes: { version: string }[] };
}

type Asked<T> = { model: (Candidates & { named?: T | null; newest?: T | null }) | null };

/** A version as a question asks for it, with its model's name; or what is near, when there is none. */
export async function findVersion<T>(
  asking: Asking,
  question: string,
  { model, version }: Wanted,
): Promise<Answer<{ model: string; version: T }>> {
  const named = version !== undefined;
  const answer = await asked<Asked<T>>(asking, question, { model, version: version ?? '', named });
  if (answer.kind === 'Failure') return answer;
  const of = answer.value.model;
  if (!of) return noModel(asking, model);
  const there = named ? of.named : of.newest;
  return there ? found({ model: of.name, version: there }) : noVersion(of, version);
}

/** That there is no such model, and the one that is near. */
export async function noModel(asking: Asking, name: string): Promise<Failure> {
  const word = name.trim().toLowerCase();
  const search = { whole: word, start: word.slice(0, 2), end: word.slice(-2) };
  const answer = await asked<Record<keyof typeof search, { nodes: Named[] } | null>>(asking, namesQuestion, search);
  if (answer.kind === 'Failure') return answer;
  const { whole, start, end } = answer.value;
  const holding = namesOf(whole);
  const near = nearest(word, [...holding, ...namesOf(start), ...namesOf(end)]);
  const names = near === null ? holding.slice(0, 3) : [near];
  const hint = names.length === 0 ? 'npx handoff export datahub writes all that you may see' : orList(names);
  const mend = names.length === 0 ? `Check the name: ${hint}.` : `Did you mean ${hint}?`;
  return failure(`There is no model "${name}" that you may see. ${mend}`, 1);
}

function namesOf(list: { nodes: Named[] } | null): string[] {
  return list?.nodes.map(({ name }) => name) ?? [];
}

function noVersion({ name, aliases, versions }: Candidates, version: string | undefined): Failure {
  const numbers = versions.nodes.map(node => node.version);
  if (numbers.length === 0) return failure(`${name} has no version yet: register one first.`, 1);
  if (version === undefined) {
    return failure(`All versions of ${name} are archived. Name the one you mean: ${shortList(numbers)}.`, 1);
  }
  const words = aliases.map(alias => alias.name);
  const near = nearest(version, [...numbers, ...words]);
  const hint = near === null || near.length < 3 ? '' : ` Did you mean ${near}?`;
  const also = words.length === 0 ? '' : `, and the aliases ${shortList(words)}`;
  return failure(`${name} has no version "${version}".${hint} It has ${shortList(numbers)}${also}.`, 1);
}

function shortList(words: readonly string[]): string {
  return `${words.slice(0, 10).join(', ')}${words.length > 10 ? ' and more' : ''}`;
}

function orList(words: readonly string[]): string {
  return words.join(' or ');
}
