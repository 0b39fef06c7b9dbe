import type { Tx } from '@handoff/kit/database/database';
import type { Rows } from '@handoff/kit/database/insert';
import { newId } from '@handoff/kit/id';
import { type DatasetTold, ensureDatasets } from '../dataset/ensure.ts';
import type { DocumentRow } from '../document/document.ts';
import { documents } from '../document/table.ts';
import { type DefinitionIds, type DefinitionTold, ensureDefinitions } from '../feature/ensure.ts';
import type { DatasetContent, DocumentContent, VersionContent } from './content.ts';
import { artifacts, assumptions, datasetUses, evaluations, features, labels, versions } from './table.ts';
import type { AssumptionRow, VersionRow } from './version.ts';

/** A version that is to be written: what it is called and who made it, and what it is made of. */
export interface NewVersion {
  version: Omit<VersionRow, 'algorithm' | 'framework' | 'hyperparameters' | 'changeNote'>;
  content: VersionContent;
  /** Whose data sets and shared features it may point at; see realmOf. */
  realm: string;
}

/** A new version's row, and the rows of all it is made of. */
export interface VersionRows {
  row: VersionRow;
  rows: Rows[];
}

/**
 * The rows of new versions, ready to be inserted with one statement. Data sets and shared features that nobody knows
 * yet are made on the way: six statements at most, however many versions.
 */
export async function versionRows(tx: Tx, told: readonly NewVersion[]): Promise<VersionRows[]> {
  const named = told.map(datasetsTold);
  const ids = await ensureDatasets(tx, named.flat());
  const definitionId = await ensureDefinitions(tx, told.flatMap(definitionsTold));
  return told.map((one, i) => {
    const own = (named[i] ?? []).map(({ name }) => ({ name, id: ids.shift() ?? '' }));
    return rowsOf(one, own, definitionId);
  });
}

function rowsOf(
  { version, content, realm }: NewVersion,
  named: readonly { name: string; id: string }[],
  definitionId: DefinitionIds,
): VersionRows {
  const { algorithm, framework, hyperparameters, changeNote } = content;
  const row: VersionRow = { ...version, algorithm, framework, hyperparameters, changeNote };
  const datasetId = new Map(named.map(({ name, id }) => [name, id] as const).toReversed());
  const parts = <T extends object>(list: readonly T[]) =>
    list.map((part, position) => ({ ...part, versionId: row.id, position }));
  const featureParts = content.features.map(({ definition, ...feature }) => ({
    ...feature,
    definitionId: definition === null ? null : definitionId(realm, definition),
  }));
  const used = content.trainingData.map(({ purpose }, i) => ({ purpose, datasetId: named[i]?.id }));
  const figures = content.evaluations.map(({ dataset, ...figure }) => ({
    ...figure,
    datasetId: dataset === null ? null : datasetId.get(dataset),
  }));
  const papers = newDocuments({ modelId: row.modelId, versionId: row.id, byId: row.createdById }, content.documents);
  return {
    row,
    rows: [
      { table: versions, rows: [row] },
      { table: features, rows: parts(featureParts) },
      { table: labels, rows: parts(content.labels) },
      { table: datasetUses, rows: parts(used) },
      { table: evaluations, rows: parts(figures) },
      { table: artifacts, rows: parts(content.artifacts) },
      { table: assumptions, rows: newAssumptions(row.id, content.assumptions) },
      { table: documents, rows: papers },
    ],
  };
}

function definitionsTold({ content, realm }: NewVersion): DefinitionTold[] {
  return content.features.flatMap(({ definition, dtype }) =>
    definition === null ? [] : [{ name: definition, dtype, realm }],
  );
}

/** Data sets that were used, in their order, and then those that only figures name. */
function datasetsTold({ content, realm }: NewVersion): DatasetTold[] {
  const used = content.trainingData.map(({ dataset }) => dataset);
  const usedNames = new Set(used.map(({ name }) => name));
  const others = new Set(
    content.evaluations.flatMap(({ dataset }) => (dataset === null || usedNames.has(dataset) ? [] : [dataset])),
  );
  return [...used, ...[...others].map(byNameAlone)].map(dataset => ({ ...dataset, realm }));
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
