import type { PersonKey } from './demo/shape.ts';

/** The graph as the demo catalogue is put in through it. */
export interface SeedGraph {
  /**
   * Runs a document as somebody: null is the administrators' service account, else the id of a person. Throws on
   * errors; problems are returned as data.
   */
  run<T>(as: string | null, document: string, variables: Record<string, unknown>): Promise<T>;
}

/** What putting in the demo catalogue works with. */
export interface Seeding {
  graph: SeedGraph;
  now: Date;
  ids: ReadonlyMap<PersonKey, string>;
}

/** One change of the demo catalogue. */
export interface Change {
  /** Null: the administrators' service account. */
  as: string | null;
  mutation: string;
  /** What of the answer is read, such as "person { id }". */
  select: string;
  /** What it is about, for the message when it fails. */
  about: string;
  input: Record<string, unknown>;
}

/** Changes something through the graph; throws, naming the mutation and the thing, when the graph refuses it. */
export async function change<T>(graph: SeedGraph, { as, mutation, select, about, input }: Change): Promise<T> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { answer: ${mutation}(input: $input) { ${select} problem { __typename message } } }`;
  type Answer = T & { problem: { __typename: string; message: string } | null };
  const { answer } = await graph.run<{ answer: Answer | null }>(as, document, { input });
  if (answer && !answer.problem) return answer;
  const why = answer?.problem ? `${answer.problem.__typename}: ${answer.problem.message}` : 'there was no answer.';
  throw new Error(`The demo catalogue could not be put in. ${mutation} of ${about} failed: ${why}`);
}

/** The id of somebody in the catalogue. Everybody was put in before anything refers to them. */
export function idOf({ ids }: Seeding, key: PersonKey): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`The demo catalogue has nobody called "${key}": name one of its people.`);
  return id;
}
