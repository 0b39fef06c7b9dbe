import { accessModels } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { rows, type Tx } from '@handoff/kit/database/database';
import type { Rows } from '@handoff/kit/database/insert';
import { kept } from '@handoff/kit/database/kept';
import type { NewEvent } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import type { ValueChange } from '@handoff/kit/event/table';
import { documents } from '../document/table.ts';
import { signedBy } from '../model/guard.ts';
import { toldFields } from '../model/register.ts';
import { aliases, models } from '../model/table.ts';
import { newDocuments } from '../version/new-version.ts';
import type { DocumentsWanted } from './papers.ts';
import type { Turn } from './plan-records.ts';
import { sources } from './table.ts';

/** The rows of a model that is new; none for one that stood. */
export function newRows(actor: Actor, { plan, record }: Turn): Rows[] {
  if (plan.before !== null) return [];
  const { after, documents: told } = plan;
  const source = { ...record.source, kind: 'MODEL', modelId: after.id, importedAt: new Date() };
  const of = { modelId: after.id, versionId: null, byId: signedBy(actor) };
  return [
    { table: accessModels, rows: [after] },
    { table: models, rows: [after] },
    { table: sources, rows: [source] },
    { table: documents, rows: newDocuments(of, told) },
  ];
}

/** The event of a model that is new. */
export function newEvent({ plan, record }: Turn): NewEvent {
  const { id, name } = plan.after;
  const { system, externalId } = record.source;
  return {
    action: 'model.imported',
    subjectId: id,
    modelId: id,
    summary: `imported model ${name}`,
    changes: changesBetween(null, plan.after, toldFields),
    detail: { system, externalId },
  };
}

/** The rows of aliases that are new or move. */
export function aliasRows(actor: Actor, { plan, pointed }: Turn): Rows {
  const common = { modelId: plan.after.id, setById: signedBy(actor), setAt: new Date() };
  return { table: aliases, rows: pointed.map(alias => ({ ...alias, ...common })) };
}

/** Takes away the aliases that go, before others come. One statement, none when none goes. */
export async function removeAliases(tx: Tx, turns: readonly Turn[]): Promise<void> {
  const gone = turns.flatMap(({ plan, aliases: { changes } }) =>
    [...changes].flatMap(([name, version]) => (version === null ? [{ modelId: plan.after.id, name }] : [])),
  );
  if (gone.length === 0) return;
  await rows(tx, goneSql, [gone.map(({ modelId }) => modelId), gone.map(({ name }) => name)]);
}

const goneSql = kept(`DELETE FROM registry.alias l USING unnest($1::text[], $2::text[]) t(model_id, name)
  WHERE l.model_id = t.model_id AND l.name = t.name`);

/** What becomes of aliases, named so that none is taken for a field of the model: an alias may be called title. */
function aliasChanges({ standing, aliases: { changes } }: Turn): ValueChange[] {
  const after = { ...standing.aliases, ...Object.fromEntries(changes) };
  return changesBetween(standing.aliases, after, [...changes.keys()]).map(change => ({
    ...change,
    name: `alias ${change.name}`,
  }));
}

function changesOf(turn: Turn): ValueChange[] {
  const { plan, record, standing } = turn;
  return [
    ...changesBetween(plan.before, plan.after, toldFields),
    ...aliasChanges(turn),
    ...(plan.documentsChange
      ? changesBetween({ documents: standing.documents }, { documents: plan.documents }, ['documents'])
      : []),
    ...changesBetween(standing, record.source, ['url', 'runId', 'commit']),
  ];
}

/** What differs of a model that stood: its rows as they become, and the event that says so; null when nothing does. */
export function changedModel(actor: Actor, turn: Turn): { rows: Rows[]; event: NewEvent | null } {
  const { plan, record, standing, versions } = turn;
  const changes = changesOf(turn);
  const updatedAt = new Date();
  if (changes.length === 0 && standing.base !== null) {
    const touched = versions.fresh.length > 0 ? [{ ...plan.after, updatedAt }] : [];
    return { rows: [{ table: models, rows: touched }], event: null };
  }
  const { id, name } = plan.after;
  const { system, externalId } = record.source;
  const source = { ...record.source, kind: 'MODEL', modelId: id, importedAt: new Date() };
  return {
    rows: [
      { table: accessModels, rows: [plan.after] },
      { table: models, rows: [{ ...plan.after, revision: plan.after.revision + 1, updatedAt }] },
      { table: sources, rows: [source] },
      aliasRows(actor, turn),
    ],
    event: {
      action: 'model.imported',
      subjectId: id,
      modelId: id,
      summary: `imported model ${name} anew`,
      changes,
      detail: { system, externalId, kept: plan.kept },
    },
  };
}

/** What the documents of a model that stood are to be, when that differs. */
export function modelPapers(actor: Actor, { plan }: Turn): DocumentsWanted[] {
  if (!plan.documentsChange) return [];
  return [{ modelId: plan.after.id, versionId: null, byId: signedBy(actor), documents: plan.documents }];
}
