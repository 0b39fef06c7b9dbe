import type { Actor } from '@handoff/kit/actor';
import { canonical } from '@handoff/kit/canonical';
import { rows, type Tx } from '@handoff/kit/database/database';
import type { Rows } from '@handoff/kit/database/insert';
import { kept } from '@handoff/kit/database/kept';
import { append } from '@handoff/kit/event/append';
import { signedBy } from '../model/guard.ts';
import { type ModelRow, realmOf } from '../model/model.ts';
import { versionRows } from '../version/new-version.ts';
import { versionEvent } from '../version/register.ts';
import { versions } from '../version/table.ts';
import type { VersionRow } from '../version/version.ts';
import { type Numbering, numberVersions } from './number.ts';
import { type ImportResult, rejected } from './outcome.ts';
import { replaceAssumptions, replaceDocuments } from './papers.ts';
import { changesOf, planVersion, type VersionPlan } from './plan-version.ts';
import type { SourceTold } from './source.ts';
import { numbersStanding, type VersionStanding, versionsStanding } from './standing.ts';
import { importBases, sources } from './table.ts';
import type { ToldRecord, VersionTold } from './told.ts';

/** The versions of one record, judged, and what has to be known to write them. */
export interface VersionsTurn {
  model: ModelRow;
  record: SourceTold;
  plans: VersionPlan[];
  standing: VersionStanding[];
  /** Ids of people by e-mail, lower case. */
  people: ReadonlyMap<string, string>;
  /** Numbers of the versions that the source does not number, by what the record calls them. */
  numbers: ReadonlyMap<string, string>;
  /** The highest ordinal so far. */
  highest: number;
}

/** Judges all versions of a record against what stands. */
export async function planVersions(
  tx: Tx,
  told: ToldRecord,
  of: { model: ModelRow; record: SourceTold; isNew: boolean; highest: number },
): Promise<VersionsTurn> {
  const { versions, numbers } = await numbered(tx, told, of);
  const good = versions.flatMap(version => (version.told ? [version.told] : []));
  const ask = !of.isNew || good.some(({ source }) => source !== null);
  const standing =
    ask && good.length > 0 ? await versionsStanding(tx, { modelId: of.model.id, record: of.record }, good) : [];
  const plans = versions.map(version => planVersion(version, of.model.id, standing));
  return { ...of, plans, standing, numbers, people: await peopleOf(tx, good) };
}

/** Numbers what the source does not; the model's row is locked, so nobody else takes a number meanwhile. */
async function numbered(
  tx: Tx,
  { versions }: ToldRecord,
  { model, record, isNew }: { model: ModelRow; record: SourceTold; isNew: boolean },
): Promise<Numbering> {
  if (!versions.some(({ told }) => told?.numbered === false)) return { versions, numbers: new Map() };
  return numberVersions(versions, record, isNew ? [] : await numbersStanding(tx, model.id, record));
}

async function peopleOf(tx: Tx, told: readonly VersionTold[]): Promise<Map<string, string>> {
  const emails = told.flatMap(({ trainedBy }) => (trainedBy?.includes('@') ? [trainedBy.toLowerCase()] : []));
  if (emails.length === 0) return new Map();
  const sql = 'SELECT id, lower(email) AS email FROM access.person WHERE lower(email) = ANY($1::text[])';
  const found = await rows<{ id: string; email: string }>(tx, sql, [emails]);
  return new Map(found.map(({ id, email }) => [email, id]));
}

type Fresh = Extract<VersionPlan, { kind: 'new' }>;

/** The rows of all versions that are new, in the order they were made in; ids by number of old and new ones. */
export async function freshRows(
  tx: Tx,
  actor: Actor,
  turn: VersionsTurn,
): Promise<{ rows: Rows[]; made: Map<string, VersionRow>; ids: Map<string, string> }> {
  const ids = new Map(
    turn.standing.flatMap(one => (one.modelId === turn.model.id ? [[one.version, one.id] as const] : [])),
  );
  const made = new Map<string, VersionRow>();
  const all: Rows[] = [];
  const fresh = turn.plans.filter((plan): plan is Fresh => plan.kind === 'new').toSorted(older);
  for (const [i, plan] of fresh.entries()) {
    const { told, digest } = plan;
    const { row, rows: parts } = await versionRows(tx, {
      content: told.content,
      realm: realmOf(turn.model),
      version: {
        modelId: turn.model.id,
        version: told.version,
        ordinal: turn.highest + i + 1,
        state: told.archived ? 'ARCHIVED' : 'READY',
        digest,
        tags: told.tags,
        ...linksOf(turn, told, ids),
        createdById: signedBy(actor),
        createdAt: told.createdAt ?? new Date(),
      },
    });
    ids.set(told.version, row.id);
    made.set(told.version, row);
    all.push(...parts, ...originRows(turn, plan, row.id));
  }
  return { rows: all, made, ids };
}

function older({ told: a }: Fresh, { told: b }: Fresh): number {
  const byTime = (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);
  return byTime || a.version.localeCompare(b.version, 'en', { numeric: true });
}

function linksOf(turn: VersionsTurn, told: VersionTold, ids: ReadonlyMap<string, string>) {
  return {
    parentId:
      (told.parentVersion !== null && told.parentVersion !== told.version && ids.get(told.parentVersion)) || null,
    trainedById: turn.people.get(told.trainedBy?.toLowerCase() ?? '') ?? null,
  };
}

function originRows({ model, record }: VersionsTurn, { told, base }: Fresh, versionId: string): Rows[] {
  const source = told.source && {
    ...told.source,
    kind: 'VERSION',
    modelId: model.id,
    versionId,
    importedAt: new Date(),
  };
  const { system, externalId } = record;
  return [
    { table: sources, rows: source ? [source] : [] },
    { table: importBases, rows: [{ subjectId: versionId, system, externalId, base: canonical(base) }] },
  ];
}

/** Writes what changed of the versions that stood, and one event for each that is new or changed. */
export async function writeVersions(
  tx: Tx,
  actor: Actor,
  done: { turn: VersionsTurn; made: ReadonlyMap<string, VersionRow>; ids: ReadonlyMap<string, string> },
): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  for (const plan of done.turn.plans) results.push(await writeVersion(tx, actor, { ...done, plan }));
  return results;
}

interface Written {
  turn: VersionsTurn;
  made: ReadonlyMap<string, VersionRow>;
  ids: ReadonlyMap<string, string>;
  plan: VersionPlan;
}

async function writeVersion(tx: Tx, actor: Actor, { turn, made, ids, plan }: Written): Promise<ImportResult> {
  if (plan.kind === 'rejected') return rejected(plan.at, plan.problem);
  const { path, externalId } = plan.at;
  const of = { path, externalId, modelId: turn.model.id, number: plan.told.version, kept: [], problem: null };
  if (plan.kind === 'known') {
    const changes = await changeVersion(tx, actor, { turn, plan, ids });
    const outcome = changes.length > 0 ? 'UPDATED' : 'UNCHANGED';
    if (changes.length > 0) await append(tx, actor, changedEvent(turn.model, plan.standing, changes));
    return { ...of, outcome, versionId: plan.standing.id, kept: plan.kept };
  }
  const row = made.get(plan.told.version);
  if (!row) throw new Error(`Version ${plan.told.version} was planned and not made.`);
  await append(tx, actor, versionEvent('version.imported', turn.model, row));
  return { ...of, outcome: 'CREATED', versionId: row.id };
}

function changedEvent(model: ModelRow, { id, version }: VersionStanding, changes: string[]) {
  const summary = `imported version ${version} of ${model.name} anew: ${changes.join(', ')}`;
  return { action: 'version.imported', subjectId: id, modelId: model.id, summary, detail: { version, changes } };
}

type Known = Extract<VersionPlan, { kind: 'known' }>;

async function changeVersion(
  tx: Tx,
  actor: Actor,
  of: { turn: VersionsTurn; plan: Known; ids: ReadonlyMap<string, string> },
): Promise<string[]> {
  const { turn, plan, ids } = of;
  const { standing, told, after, base } = plan;
  const links = linksOf(turn, told, ids);
  const update = {
    state: after.archived ? ('ARCHIVED' as const) : ('READY' as const),
    tags: after.tags,
    parentId: standing.parentId ?? links.parentId,
    trainedById: standing.trainedById ?? links.trainedById,
  };
  const flags = {
    ...changesOf(plan),
    parent: update.parentId !== standing.parentId,
    trainedBy: update.trainedById !== standing.trainedById,
    source: standing.sourceId === null && told.source !== null,
  };
  if (flags.documents)
    await replaceDocuments(
      tx,
      { modelId: turn.model.id, versionId: standing.id, byId: signedBy(actor) },
      after.documents,
    );
  if (flags.assumptions) await replaceAssumptions(tx, standing.id, after.assumptions);
  if (flags.tags || flags.archived || flags.parent || flags.trainedBy)
    await tx.update(versions, { id: standing.id }, update);
  if (flags.source && told.source)
    await tx.insert(sources, {
      ...told.source,
      kind: 'VERSION',
      modelId: turn.model.id,
      versionId: standing.id,
      importedAt: new Date(),
    });
  if (canonical(base) !== standing.base) await keepBase(tx, { subjectId: standing.id, record: turn.record, base });
  return Object.entries(flags).flatMap(([name, changed]) => (changed ? [name] : []));
}

/** Notes what an import brought, for the next one to compare with. */
export async function keepBase(tx: Tx, of: { subjectId: string; record: SourceTold; base: unknown }): Promise<void> {
  await rows(tx, keepSql, [of.subjectId, of.record.system, of.record.externalId, canonical(of.base)]);
}

const keepSql = kept(`INSERT INTO registry.import_base (subject_id, system, external_id, base) VALUES ($1, $2, $3, $4)
  ON CONFLICT (subject_id, system, external_id) DO UPDATE SET base = excluded.base`);
