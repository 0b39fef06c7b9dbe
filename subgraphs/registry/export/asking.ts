import type { GraphClient } from '@handoff/kit/graph-client';

/** Why it did not come about. code: what the process ends with, 1: it is not there, 2: it cannot be carried through; 3 and 4 as a pipeline means them. */
export interface Failure {
  kind: 'Failure';
  code: 1 | 2 | 3 | 4;
  message: string;
}

export interface Found<T> {
  kind: 'Found';
  value: T;
}

export type Answer<T> = Found<T> | Failure;

export function found<T>(value: T): Found<T> {
  return { kind: 'Found', value };
}

export function failure(message: string, code: Failure['code'] = 2): Failure {
  return { kind: 'Failure', code, message };
}

/** How the graph is asked: whom, and the signal that stops it. */
export interface Asking {
  client: GraphClient;
  signal?: AbortSignal;
}

/** What the graph answers as a whole: a document with holes that nobody sees is worse than none. */
export async function asked<T>({ client, signal }: Asking, question: string, variables: object): Promise<Answer<T>> {
  const answer = await client.request<T>(question, variables, { signal });
  if (answer.kind !== 'Data') return failure(answer.message);
  const [error] = answer.errors;
  return error ? failure(`The graph answered only in part: ${error.message}`) : found(answer.data);
}
