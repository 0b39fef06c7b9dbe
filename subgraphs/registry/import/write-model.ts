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
import { replaceDocuments } from './papers.ts';
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

/** Points the aliases of a model that stood. */
export async function pointAliases(tx: Tx, actor: Actor, turn: Turn): Promise<void> {
  for (const alias of aliasRows(actor, turn).rows) await tx.upsert(aliases, alias, ['modelId', 'name']);
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

/** Writes what differs of a model that stood, as its next revision: the event that says so, or null when nothing did. */
export async function changeModel(tx: Tx, actor: Actor, turn: Turn): Promise<NewEvent | null> {
  const { plan, record, standing, versions } = turn;
  const before = plan.before ?? plan.after;
  const { id, teamId, visibility, ...fields } = plan.after;
  const changes = changesOf(turn);
  const isNewSource = standing.base === null;
  if (changes.length === 0 && !isNewSource) {
    if (versions.fresh.length > 0) await rows(tx, 'UPDATE registry.model SET updated_at = now() WHERE id = $1', [id]);
    return null;
  }
  if (teamId !== before.teamId || visibility !== before.visibility)
    await tx.update(accessModels, { id }, { teamId, visibility });
  await tx.update(models, { id }, { ...fields, revision: before.revision + 1, updatedAt: new Date() });
  if (plan.documentsChange)
    await replaceDocuments(tx, { modelId: id, versionId: null, byId: signedBy(actor) }, plan.documents);
  const { system, externalId, url, runId, commit } = record.source;
  await tx.upsert(
    sources,
    { system, externalId, kind: 'MODEL', modelId: id, url, runId, commit, importedAt: new Date() },
    ['system', 'kind', 'externalId'],
  );
  return {
    action: 'model.imported',
    subjectId: id,
    modelId: id,
    summary: `imported model ${plan.after.name} anew`,
    changes,
    detail: { system, externalId, kept: plan.kept },
  };
}
