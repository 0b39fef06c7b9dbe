import type { Context } from '@handoff/kit/context';
import { type Batch, load } from '@handoff/kit/loader';
import { datasetName, datasetQueries } from '../dataset/queries.ts';
import { definitionQueries } from '../feature/queries.ts';
import type { Figure, Input, Output, UsedData } from './parts.ts';
import { datasetUsesOf, evaluationsOf, featuresOf, labelsOf } from './queries.ts';

/** Reads a part of a version in a batch with those of all others that the request asks for. */
export type Reading<Part> = (context: Context, version: { id: string }) => Promise<Part>;

/** The rows of a version in a batch's table; an empty list when there are none. */
export function listed<Row>(batch: Batch<string, Row[]>): Reading<Row[]> {
  return async (context, { id }) => (await load(context, batch, id)) ?? [];
}

/** The inputs of a version, in order. The caller has judged the version. */
export const inputsOf: Reading<Input[]> = async (context, version) => {
  const found = await listed(featuresOf)(context, version);
  return Promise.all(
    found.map(async ({ definitionId, ...feature }) => {
      const definition = definitionId === null ? null : await load(context, definitionQueries.byId, definitionId);
      return { ...feature, definition: definition?.name ?? null };
    }),
  );
};

/** The outputs of a version, in order. The caller has judged the version. */
export const outputsOf: Reading<Output[]> = listed(labelsOf);

/** What a version was trained, validated and tested on. The caller has judged the version. */
export const dataOf: Reading<UsedData[]> = async (context, version) => {
  const uses = await listed(datasetUsesOf)(context, version);
  const found = await Promise.all(
    uses.map(async ({ datasetId, purpose }) => {
      const dataset = await load(context, datasetQueries.byId, datasetId);
      return dataset && { dataset, purpose };
    }),
  );
  return found.filter(use => use !== null);
};

/** The figures of a version. The caller has judged the version. */
export const figuresOf: Reading<Figure[]> = async (context, version) => {
  const found = await listed(evaluationsOf)(context, version);
  return Promise.all(
    found.map(async figure => {
      const dataset = figure.datasetId === null ? null : await load(context, datasetName, figure.datasetId);
      return { ...figure, dataset };
    }),
  );
};
