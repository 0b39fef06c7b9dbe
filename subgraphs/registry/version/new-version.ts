import type { Tx } from '@handoff/kit/database/database';
import type { Rows } from '@handoff/kit/database/insert';
import { newId } from '@handoff/kit/id';
import { ensureDatasets } from '../dataset/ensure.ts';
import type { DocumentRow } from '../document/document.ts';
import { documents } from '../document/table.ts';
import { ensureDefinitions } from '../feature/ensure.ts';
import type { DatasetContent, DocumentContent, VersionContent } from './content.ts';
import { artifacts, assumptions, datasetUses, evaluations, features, labels, versions } from './table.ts';
import type { AssumptionRow, VersionRow } from './version.ts';

/** A version that is to be written: what it is called and who made it, and what it is made of. */
export interface NewVersion {
  version: Omit<VersionRow, 'id' | 'algorithm' | 'framework' | 'hyperparameters' | 'changeNote'>;
  content: VersionContent;
  /** Whose data sets and shared features it may point at; see realmOf. */
  realm: string;
}

/**
 * A new version's row, and the rows of all it is made of, ready to be inserted with one statement. Data sets and
 * shared features that nobody knows yet are made on the way.
 */
export async function versionRows(tx: Tx, told: NewVersion): Promise<{ row: VersionRow; rows: Rows[] }> {
  const { content } = told;
  const { algorithm, framework, hyperparameters, changeNote } = content;
  const row: VersionRow = { ...told.version, id: newId('ver'), algorithm, framework, hyperparameters, changeNote };
  const ids = await datasetIds(tx, told.realm, content);
  const definitions = await ensureDefinitions(tx, told.realm, definitionsTold(content));
  const parts = <T extends object>(list: readonly T[]) =>
    list.map((part, position) => ({ ...part, versionId: row.id, position }));
  const featureParts = content.features.map(({ definition, ...feature }) => ({
    ...feature,
    definitionId: definition === null ? null : (definitions.get(definition) ?? null),
  }));
  return {
    row,
    rows: [
      { table: versions, rows: [row] },
      { table: features, rows: parts(featureParts) },
      { table: labels, rows: parts(content.labels) },
      {
        table: datasetUses,
        rows: parts(content.trainingData.map(({ purpose }, i) => ({ purpose, datasetId: ids.used[i] }))),
      },
      {
        table: evaluations,
        rows: parts(
          content.evaluations.map(({ dataset, ...figure }) => ({
            ...figure,
            datasetId: dataset === null ? null : ids.named.get(dataset),
          })),
        ),
      },
      { table: artifacts, rows: parts(content.artifacts) },
      { table: assumptions, rows: newAssumptions(row.id, content.assumptions) },
      {
        table: documents,
        rows: newDocuments({ modelId: row.modelId, versionId: row.id, byId: row.createdById }, content.documents),
      },
    ],
  };
}

function definitionsTold({ features }: VersionContent): { name: string; dtype: string }[] {
  return features.flatMap(({ definition, dtype }) => (definition === null ? [] : [{ name: definition, dtype }]));
}

/** Ids of the data sets that were used, in their order, and of those that figures name; a used one comes first. */
async function datasetIds(
  tx: Tx,
  realm: string,
  content: VersionContent,
): Promise<{ used: string[]; named: Map<string, string> }> {
  const told = content.trainingData.map(({ dataset }) => dataset);
  const usedNames = new Set(told.map(({ name }) => name));
  const names = new Set(
    content.evaluations.flatMap(({ dataset }) => (dataset === null || usedNames.has(dataset) ? [] : [dataset])),
  );
  const others = [...names].map(byNameAlone);
  const ids = await ensureDatasets(tx, realm, [...told, ...others]);
  const named = new Map([...told, ...others].map(({ name }, i) => [name, ids[i] ?? ''] as const).toReversed());
  return { used: ids.slice(0, told.length), named };
}

function byNameAlone(name: string): DatasetContent {
  return { name, uri: null, digest: null, rows: null, from: null, to: null, description: null };
}

/** Assumptions that nobody has checked yet. */
export function newAssumptions(versionId: string, texts: readonly string[], from = 0): AssumptionRow[] {
  return texts.map((text, i) => ({
    id: newId('asm'),
    versionId,
    position: from + i,
    text,
    status: 'OPEN',
    checkedById: null,
    checkedAt: null,
    evidence: null,
  }));
}

/** Documents of a model, or of one of its versions. */
export function newDocuments(
  of: { modelId: string; versionId: string | null; byId: string },
  told: readonly DocumentContent[],
): DocumentRow[] {
  const { byId: updatedById, ...subject } = of;
  return told.map(document => ({
    ...document,
    ...subject,
    id: newId('doc'),
    updatedById,
    updatedAt: new Date(),
    removedAt: null,
  }));
}
