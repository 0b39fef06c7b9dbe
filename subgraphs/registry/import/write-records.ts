import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { appendAll, type NewEvent } from '@handoff/kit/event/append';
import { indexModels } from '../search/index-models.ts';
import { versionRows } from '../version/new-version.ts';
import { baseRow, keepBases } from './base.ts';
import type { ImportResult } from './outcome.ts';
import { type Asked, proposeOwners } from './owners.ts';
import type { Turn } from './plan-records.ts';
import type { ImportBaseRow } from './source.ts';
import { aliasRows, changeModel, newEvent, newRows, pointAliases, removeAliases } from './write-model.ts';
import { freshVersions, originRows, writeVersions } from './write-versions.ts';

/** What became of one record, the events that say so, and what it brought. */
interface Written {
  outcome: ImportResult['outcome'];
  versions: ImportResult[];
  events: NewEvent[];
  bases: ImportBaseRow[];
}

/**
 * Writes records that were judged: what is new with one statement for all, what stood and differs one by one, and one
 * event for each model and version that is new or changed. A record that says what stands leaves none.
 */
export async function writeRecords(tx: Tx, actor: Actor, turns: readonly Turn[]): Promise<ImportResult[][]> {
  await removeAliases(tx, turns);
  await writeNew(tx, actor, turns);
  const all: Written[] = [];
  for (const turn of turns) all.push(await writeOne(tx, actor, turn));
  const owners = await proposeOwners(tx, actor, turns.map(ownersAsked));
  const events = all.flatMap((one, i) => [...one.events, ...(owners[i]?.events ?? [])]);
  await appendAll(tx, actor, events);
  const modelBases = turns.flatMap((turn, i) => modelBase(turn, owners[i]?.found ?? []));
  await keepBases(tx, [...modelBases, ...all.flatMap(({ bases }) => bases)]);
  const changed = turns.filter((_, i) => all[i]?.events.length);
  await indexModels(
    tx,
    changed.map(({ plan }) => plan.after.id),
  );
  return all.map((one, i) => resultsOf(turns[i], one));
}

/** In the order of their names, so that two at once that make the same models wait for each other and nothing else. */
async function writeNew(tx: Tx, actor: Actor, turns: readonly Turn[]): Promise<void> {
  const byName = turns.toSorted((a, b) => (a.record.name < b.record.name ? -1 : 1));
  const versions = await versionRows(
    tx,
    byName.flatMap(turn => freshVersions(actor, turn.versions)),
  );
  await insertAll(tx, [
    ...byName.flatMap(turn => newRows(actor, turn)),
    ...versions.flatMap(({ rows }) => rows),
    ...byName.flatMap(turn => originRows(turn.versions)),
    ...byName.filter(isNew).map(turn => aliasRows(actor, turn)),
  ]);
}

function isNew({ plan }: Turn): boolean {
  return plan.before === null;
}

async function writeOne(tx: Tx, actor: Actor, turn: Turn): Promise<Written> {
  if (!isNew(turn)) await pointAliases(tx, actor, turn);
  const event = isNew(turn) ? newEvent(turn) : await changeModel(tx, actor, turn);
  const { results, events, bases } = await writeVersions(tx, actor, turn.versions);
  const outcome = isNew(turn) ? 'CREATED' : event ? 'UPDATED' : 'UNCHANGED';
  return { outcome, versions: results, events: event ? [event, ...events] : events, bases };
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

function resultsOf(turn: Turn | undefined, { outcome, versions }: Written): ImportResult[] {
  if (!turn) return versions;
  const { told, record, plan, aliases } = turn;
  const model: ImportResult = {
    path: told.path,
    externalId: told.externalId || record.source.externalId,
    outcome,
    modelId: plan.after.id,
    versionId: null,
    number: null,
    kept: [...plan.kept, ...aliases.kept],
    problem: null,
  };
  return [model, ...versions];
}
