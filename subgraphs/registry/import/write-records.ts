import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { insertAll, upsertAll } from '@handoff/kit/database/insert';
import { appendAll } from '@handoff/kit/event/append';
import { indexModels } from '../search/index-models.ts';
import { versionRows } from '../version/new-version.ts';
import { baseRow } from './base.ts';
import type { ImportResult } from './outcome.ts';
import { type Asked, proposeOwners } from './owners.ts';
import { replaceAssumptions, replaceDocuments } from './papers.ts';
import type { Turn } from './plan-records.ts';
import type { ImportBaseRow } from './source.ts';
import { importBases } from './table.ts';
import { aliasRows, changedModel, modelPapers, newEvent, newRows, removeAliases } from './write-model.ts';
import { freshVersions, originRows, type VersionsOutcome, versionsOutcome } from './write-versions.ts';

/** One record and what becomes of it. */
interface Written extends Turn, Pick<ReturnType<typeof changedModel>, 'rows' | 'event'> {
  parts: VersionsOutcome;
}

/**
 * Writes records that were judged, with one event for each model and version that is new or changed; a record that says
 * what stands leaves none. The number of statements does not depend on how many there are.
 */
export async function writeRecords(tx: Tx, actor: Actor, turns: readonly Turn[]): Promise<ImportResult[][]> {
  const all = turns.map(turn => outcomeOf(actor, turn));
  await removeAliases(tx, all);
  await writeNew(tx, actor, all);
  await writeChanged(tx, actor, all);
  const owners = await proposeOwners(tx, actor, all.map(ownersAsked));
  const events = all.map(({ event, parts }, i) => [
    ...(event ? [event] : []),
    ...parts.events,
    ...(owners[i]?.events ?? []),
  ]);
  await appendAll(tx, actor, events.flat());
  const bases = all.flatMap((one, i) => [...modelBase(one, owners[i]?.found ?? []), ...one.parts.bases]);
  await upsertAll(tx, [{ table: importBases, rows: bases }]);
  const changed = all.filter((_, i) => events[i]?.length);
  await indexModels(
    tx,
    changed.map(({ plan }) => plan.after.id),
  );
  return all.map(resultsOf);
}

function outcomeOf(actor: Actor, turn: Turn): Written {
  const model = isNew(turn) ? { rows: [], event: newEvent(turn) } : changedModel(actor, turn);
  return { ...turn, ...model, parts: versionsOutcome(actor, turn.versions) };
}

function isNew({ plan }: Turn): boolean {
  return plan.before === null;
}

/** In the order of their names, so that two at once that make the same models wait for each other and nothing else. */
async function writeNew(tx: Tx, actor: Actor, all: readonly Written[]): Promise<void> {
  const byName = all.toSorted((a, b) => (a.record.name < b.record.name ? -1 : 1));
  const versions = await versionRows(
    tx,
    byName.flatMap(turn => freshVersions(actor, turn.versions)),
  );
  await insertAll(tx, [
    ...byName.flatMap(turn => newRows(actor, turn)),
    ...versions.flatMap(({ rows }) => rows),
    ...byName.flatMap(turn => originRows(turn.versions)),
    ...byName.flatMap(({ parts }) => parts.sources),
    ...byName.filter(isNew).map(turn => aliasRows(actor, turn)),
  ]);
}

async function writeChanged(tx: Tx, actor: Actor, all: readonly Written[]): Promise<void> {
  await upsertAll(
    tx,
    all.flatMap(({ rows, parts }) => [...rows, ...parts.rows]),
  );
  await replaceDocuments(
    tx,
    all.flatMap(one => [...modelPapers(actor, one), ...one.parts.documents]),
  );
  await replaceAssumptions(
    tx,
    all.flatMap(({ parts }) => parts.assumptions),
  );
}

/** Those of a record's owners that it did not name before. */
function ownersAsked({ plan, record }: Turn): Asked {
  const owners = record.owners.filter(owner => !plan.base.owners.includes(owner));
  return { modelId: plan.after.id, modelName: plan.after.name, owners };
}

/** What the record brought for its model, when that differs from what it brought before. */
function modelBase({ plan, record, standing, aliases }: Turn, found: readonly string[]): ImportBaseRow[] {
  const asked = plan.base.owners.filter(owner => record.owners.includes(owner));
  const next = { ...plan.base, aliases: aliases.base, owners: [...asked, ...found] };
  const row = baseRow(plan.after.id, record.source, next);
  return row.base === standing.base ? [] : [row];
}

function resultsOf({ told, record, plan, aliases, event, parts }: Written): ImportResult[] {
  const model: ImportResult = {
    path: told.path,
    externalId: told.externalId || record.source.externalId,
    outcome: plan.before === null ? 'CREATED' : event ? 'UPDATED' : 'UNCHANGED',
    modelId: plan.after.id,
    versionId: null,
    number: null,
    kept: [...plan.kept, ...aliases.kept],
    problem: null,
  };
  return [model, ...parts.results];
}
