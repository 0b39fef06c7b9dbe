import { accessModels } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { canonical } from '@handoff/kit/canonical';
import { rows, type Tx } from '@handoff/kit/database/database';
import { insertAll, type Rows } from '@handoff/kit/database/insert';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import type { ValueChange } from '@handoff/kit/event/table';
import { invalid, isProblem, type Problem } from '@handoff/kit/problem';
import { documents } from '../document/table.ts';
import { signedBy } from '../model/guard.ts';
import { toldFields } from '../model/register.ts';
import { aliases, models } from '../model/table.ts';
import { newDocuments } from '../version/new-version.ts';
import { freshRows, keepBase, planVersions, type VersionsTurn, writeVersions } from './import-versions.ts';
import type { ImportResult } from './outcome.ts';
import { proposeOwners } from './owners.ts';
import { replaceDocuments } from './papers.ts';
import { findPlace } from './place.ts';
import { type AliasPlan, type ModelPlan, planAliases, planChange, planNew } from './plan-model.ts';
import { type ModelStanding, modelStanding } from './standing.ts';
import { sources } from './table.ts';
import type { RecordTold, ToldRecord } from './told.ts';

interface Turn {
  told: ToldRecord;
  record: RecordTold;
  plan: ModelPlan;
  standing: ModelStanding;
  aliases: AliasPlan;
  versions: VersionsTurn;
}

const nothing: ModelStanding = {
  base: null,
  url: null,
  runId: null,
  commit: null,
  documents: [],
  aliases: {},
  highest: 0,
};

/**
 * Brings one record in, all or nothing but for versions that are refused: what became of it and of each version, or
 * why it was refused. A record that says what stands already changes nothing and leaves no event.
 */
export async function importRecord(tx: Tx, actor: Actor, told: ToldRecord): Promise<ImportResult[] | Problem> {
  const { told: record } = told;
  if (!record) return told.problem ?? invalid(told.path, 'It makes no sense.');
  const place = await findPlace(tx, actor, { record, path: told.path });
  if (isProblem(place)) return place;
  const { model, teamId } = place;
  const standing = model ? await modelStanding(tx, model.id, record.source) : nothing;
  const plan = model ? planChange(record, teamId, { model, standing }) : planNew(record, teamId);
  if (plan.before && plan.after.name !== plan.before.name && place.nameTaken) return place.nameTaken;
  const versions = await planVersions(tx, told, {
    model: plan.after,
    record: record.source,
    isNew: plan.before === null,
    highest: standing.highest,
  });
  const named = record.aliases?.map(({ name, version }) => ({
    name,
    version: versions.numbers.get(version) ?? version,
  }));
  const aliasPlan = planAliases(named ?? null, plan.base.aliases, standing.aliases);
  return bringIn(tx, actor, { told, record, plan, standing, versions, aliases: aliasPlan });
}

async function bringIn(tx: Tx, actor: Actor, turn: Turn): Promise<ImportResult[] | Problem> {
  const { plan, versions, record, told } = turn;
  const fresh = await freshRows(tx, actor, versions);
  const pointed = await pointAliases(tx, turn, fresh.ids);
  if (isProblem(pointed)) return pointed;
  const aliasRows = pointed.map(({ name, versionId }) => ({
    name,
    versionId,
    modelId: plan.after.id,
    setById: signedBy(actor),
    setAt: new Date(),
  }));
  if (plan.before === null) {
    await insertAll(tx, [...newRows(actor, turn), ...fresh.rows, { table: aliases, rows: aliasRows }]);
  } else {
    await insertAll(tx, fresh.rows);
    for (const alias of aliasRows) await tx.upsert(aliases, alias, ['modelId', 'name']);
  }
  const changed = plan.before === null || (await changeModel(tx, actor, { turn, isTouched: fresh.made.size > 0 }));
  if (plan.before === null) await append(tx, actor, newEvent(turn));
  const results = await writeVersions(tx, actor, { turn: versions, made: fresh.made, ids: fresh.ids });
  const outcome = plan.before === null ? 'CREATED' : changed ? 'UPDATED' : 'UNCHANGED';
  await keepRecord(tx, actor, turn);
  const kept = [...plan.kept, ...turn.aliases.kept];
  const { path, externalId } = told;
  return [
    {
      path,
      externalId: externalId || record.source.externalId,
      outcome,
      modelId: plan.after.id,
      versionId: null,
      number: null,
      kept,
      problem: null,
    },
    ...results,
  ];
}

function newEvent({ plan, record }: Turn) {
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

function newRows(actor: Actor, { plan, record }: Turn): Rows[] {
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

/** Takes aliases away that go, and finds what the others point at. One that leads to a refused version is left out. */
async function pointAliases(
  tx: Tx,
  turn: Turn,
  ids: ReadonlyMap<string, string>,
): Promise<{ name: string; versionId: string }[] | Problem> {
  const { changes } = turn.aliases;
  const wanted = [...changes].flatMap(([name, version]) => (version === null ? [] : [{ name, version }]));
  const known = new Map([
    ...(await otherIds(
      tx,
      turn,
      wanted.map(({ version }) => version).filter(one => !ids.has(one)),
    )),
    ...ids,
  ]);
  const refused = new Set(
    turn.told.versions.flatMap((version, i) => (turn.versions.plans[i]?.kind === 'rejected' ? [version.calls] : [])),
  );
  const lost = wanted.find(({ version }) => !known.has(version) && !refused.has(version));
  if (lost) {
    const at = turn.record.aliases?.findIndex(({ name }) => name === lost.name) ?? 0;
    return invalid(
      `${turn.told.path}.aliases[${at}].version`,
      `There is no version "${lost.version}" for the alias ${lost.name}.`,
    );
  }
  const gone = [...changes].flatMap(([name, version]) => (version === null ? [name] : []));
  const sql = 'DELETE FROM registry.alias WHERE model_id = $1 AND name = ANY($2::text[])';
  if (gone.length > 0) await rows(tx, sql, [turn.plan.after.id, gone]);
  return wanted.flatMap(({ name, version }) => {
    const versionId = known.get(version);
    return versionId === undefined ? [] : [{ name, versionId }];
  });
}

async function otherIds(tx: Tx, { plan }: Turn, numbers: readonly string[]): Promise<(readonly [string, string])[]> {
  if (plan.before === null || numbers.length === 0) return [];
  const sql = 'SELECT v.version, v.id FROM registry.version v WHERE v.model_id = $1 AND v.version = ANY($2::text[])';
  const found = await rows<{ version: string; id: string }>(tx, sql, [plan.after.id, numbers]);
  return found.map(({ version, id }) => [version, id] as const);
}

/** What becomes of aliases, named so that none is taken for a field of the model: an alias may be called title. */
function aliasChanges({ standing, aliases: { changes } }: Turn): ValueChange[] {
  const after = { ...standing.aliases, ...Object.fromEntries(changes) };
  return changesBetween(standing.aliases, after, [...changes.keys()]).map(change => ({
    ...change,
    name: `alias ${change.name}`,
  }));
}

/** Writes what differs of a model that stood, as its next revision, with one event; says whether anything did. */
async function changeModel(
  tx: Tx,
  actor: Actor,
  { turn, isTouched }: { turn: Turn; isTouched: boolean },
): Promise<boolean> {
  const { plan, record, standing } = turn;
  const before = plan.before ?? plan.after;
  const { id, teamId, visibility, ...fields } = plan.after;
  const changes = [
    ...changesBetween(before, plan.after, toldFields),
    ...aliasChanges(turn),
    ...(plan.documentsChange
      ? changesBetween({ documents: standing.documents }, { documents: plan.documents }, ['documents'])
      : []),
    ...changesBetween(standing, record.source, ['url', 'runId', 'commit']),
  ];
  const isNewSource = standing.base === null;
  if (changes.length === 0 && !isNewSource) {
    if (isTouched) await rows(tx, 'UPDATE registry.model SET updated_at = now() WHERE id = $1', [id]);
    return false;
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
  await append(tx, actor, {
    action: 'model.imported',
    subjectId: id,
    modelId: id,
    summary: `imported model ${plan.after.name} anew`,
    changes,
    detail: { system, externalId, kept: plan.kept },
  });
  return true;
}

/** Proposes owners that are new to the record, and notes what it brought. */
async function keepRecord(tx: Tx, actor: Actor, { plan, record, standing, aliases: { base } }: Turn): Promise<void> {
  const { id: modelId, name: modelName } = plan.after;
  const asked = plan.base.owners.filter(owner => record.owners.includes(owner));
  const owners = record.owners.filter(owner => !asked.includes(owner));
  const found = await proposeOwners(tx, actor, { modelId, modelName, owners });
  const next = { ...plan.base, aliases: base, owners: [...asked, ...found] };
  if (canonical(next) === standing.base) return;
  await keepBase(tx, { subjectId: modelId, record: record.source, base: next });
}
