import { ask, type Question } from '@handoff/kit/testing/graph';

/** What every mutation may answer beside the thing it changed. */
export interface ToldProblem {
  __typename: string;
  message: string;
  rule?: string;
  reason?: string;
  field?: string;
  state?: string;
}

const problem = `problem { __typename message ... on NotAllowed { rule } ... on Conflict { reason } ... on InvalidInput { field }
  ... on WrongState { state } }`;

/** Runs a mutation; `select` is what of the changed thing is read, such as "document { id }". */
export async function change<T>(of: Question, name: string, more: { input: object; select: string }) {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const source = `mutation ($input: ${type}!) { answer: ${name}(input: $input) { ${more.select} ${problem} } }`;
  type Answer = T & { problem: ToldProblem | null };
  return (await ask<{ answer: Answer }>(of, source, { input: more.input })).answer;
}
