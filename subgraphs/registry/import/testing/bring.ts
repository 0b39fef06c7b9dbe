import { ask, type Question } from '@handoff/kit/testing/graph';

/** What became of one record or version, as the graph tells it. */
export interface Result {
  path: string;
  externalId: string;
  outcome: string;
  number: string | null;
  kept: string[];
  model: { name: string; revision: number } | null;
  version: { version: string } | null;
  problem: { __typename: string; message: string; field?: string; reason?: string; rule?: string } | null;
}

export interface Brought {
  results: Result[];
  problem: { field?: string } | null;
}

const document = `mutation ($input: ImportModelsInput!) { importModels(input: $input) {
  results { path externalId outcome number kept model { name revision } version { version }
    problem { __typename message ... on InvalidInput { field } ... on Conflict { reason } ... on NotAllowed { rule } } }
  problem { message ... on InvalidInput { field } } } }`;

/** Imports records as somebody. */
export async function bringAs(of: Question, records: object[], more: object = {}): Promise<Brought> {
  const answer = await ask<{ importModels: Brought }>(of, document, { input: { records, ...more } });
  return answer.importModels;
}

/** A record of MLflow, called the same there. */
export function record(name: string, more: object = {}) {
  return { source: { system: 'MLFLOW', externalId: name }, name, ...more };
}

/** Each result's path and outcome. */
export function outcomes(results: readonly Result[]): string[] {
  return results.map(({ path, outcome }) => `${path} ${outcome}`);
}
