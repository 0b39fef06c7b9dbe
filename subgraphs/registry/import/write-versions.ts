import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import type { Rows } from '@handoff/kit/database/insert';
import type { NewEvent } from '@handoff/kit/event/append';
import { signedBy } from '../model/guard.ts';
import { type ModelRow, realmOf } from '../model/model.ts';
import type { NewVersion } from '../version/new-version.ts';
import { versionEvent } from '../version/register.ts';
import { versions } from '../version/table.ts';
import { baseRow } from './base.ts';
import { type ImportResult, rejected } from './outcome.ts';
import { replaceAssumptions, replaceDocuments } from './papers.ts';
import { changesOf, type VersionPlan } from './plan-version.ts';
import { parentOf, type VersionsTurn } from './plan-versions.ts';
import type { ImportBaseRow, SourceTold } from './source.ts';
import type { VersionStanding } from './standing.ts';
import { importBases, sources } from './table.ts';
import type { VersionTold } from './told.ts';

/** The versions of one record that are new, in the order they were made in. */
export function freshVersions(actor: Actor, turn: VersionsTurn): NewVersion[] {
  const { model, fresh, highest } = turn;
  return fresh.map(({ id, parentId, told, digest }, i) => ({
    content: told.content,
    realm: realmOf(model),
    version: {
      id,
      modelId: model.id,
      version: told.version,
      ordinal: highest + i + 1,
      state: told.archived ? 'ARCHIVED' : 'READY',
      digest,
      tags: told.tags,
      parentId,
      trainedById: trainerOf(turn, told),
      createdById: signedBy(actor),
      createdAt: told.createdAt ?? new Date(),
    },
  }));
}

function trainerOf({ people }: VersionsTurn, { trainedBy }: VersionTold): string | null {
  return people.get(trainedBy?.toLowerCase() ?? '') ?? null;
}

/** Where versions that are new come from, and what was brought for them. */
export function originRows({ model, record, fresh }: VersionsTurn): Rows[] {
  return [
    { table: sources, rows: fresh.flatMap(({ told, id }) => sourceRows(model, told.source, id)) },
    { table: importBases, rows: fresh.map(({ id, base }) => baseRow(id, record, base)) },
  ];
}

function sourceRows({ id: modelId }: ModelRow, source: SourceTold | null, versionId: string) {
  return source ? [{ ...source, kind: 'VERSION' as const, modelId, versionId, importedAt: new Date() }] : [];
}

/** What became of a record's versions, the events that say so, and what was brought for those that stood. */
export interface VersionsWritten {
  results: ImportResult[];
  events: NewEvent[];
  bases: ImportBaseRow[];
}

/** Writes what changed of the versions that stood; the rows of new ones are in. */
export async function writeVersions(tx: Tx, actor: Actor, turn: VersionsTurn): Promise<VersionsWritten> {
  const all: VersionsWritten = { results: [], events: [], bases: [] };
  for (const plan of turn.plans) {
    const { results, events, bases } = await writeVersion(tx, actor, { turn, plan });
    all.results.push(...results);
    all.events.push(...events);
    all.bases.push(...bases);
  }
  return all;
}

async function writeVersion(
  tx: Tx,
  actor: Actor,
  { turn, plan }: { turn: VersionsTurn; plan: VersionPlan },
): Promise<VersionsWritten> {
  if (plan.kind === 'rejected') return { results: [rejected(plan.at, plan.problem)], events: [], bases: [] };
  const { model, record } = turn;
  const { version: number } = plan.told;
  const { path, externalId } = plan.at;
  const of = { path, externalId, modelId: model.id, number, kept: [], problem: null };
  if (plan.kind === 'new') {
    const versionId = turn.ids.get(number) ?? null;
    const row = { id: versionId ?? '', version: number, digest: plan.digest };
    const event = versionEvent('version.imported', model, row);
    return { results: [{ ...of, outcome: 'CREATED', versionId }], events: [event], bases: [] };
  }
  const changes = await changeVersion(tx, actor, { turn, plan });
  const outcome = changes.length > 0 ? 'UPDATED' : 'UNCHANGED';
  const events = changes.length > 0 ? [changedEvent(model, plan.standing, changes)] : [];
  const base = baseRow(plan.standing.id, record, plan.base);
  const result = { ...of, outcome, versionId: plan.standing.id, kept: plan.kept } as const;
  return { results: [result], events, bases: base.base === plan.standing.base ? [] : [base] };
}

function changedEvent(model: ModelRow, { id, version }: VersionStanding, changes: string[]) {
  const summary = `imported version ${version} of ${model.name} anew: ${changes.join(', ')}`;
  return { action: 'version.imported', subjectId: id, modelId: model.id, summary, detail: { version, changes } };
}

type Known = Extract<VersionPlan, { kind: 'known' }>;

async function changeVersion(
  tx: Tx,
  actor: Actor,
  { turn, plan }: { turn: VersionsTurn; plan: Known },
): Promise<string[]> {
  const { standing, told, after } = plan;
  const update = {
    state: after.archived ? ('ARCHIVED' as const) : ('READY' as const),
    tags: after.tags,
    parentId: standing.parentId ?? parentOf(told, turn.ids),
    trainedById: standing.trainedById ?? trainerOf(turn, told),
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
  if (flags.source) await tx.insert(sources, sourceRows(turn.model, told.source, standing.id));
  return Object.entries(flags).flatMap(([name, changed]) => (changed ? [name] : []));
}
