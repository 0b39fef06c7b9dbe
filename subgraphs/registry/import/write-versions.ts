import type { Actor } from '@handoff/kit/actor';
import type { Rows } from '@handoff/kit/database/insert';
import type { NewEvent } from '@handoff/kit/event/append';
import { signedBy } from '../model/guard.ts';
import { type ModelRow, realmOf } from '../model/model.ts';
import type { NewVersion } from '../version/new-version.ts';
import { versionEvent } from '../version/register.ts';
import { versions } from '../version/table.ts';
import { baseRow } from './base.ts';
import { type ImportResult, rejected } from './outcome.ts';
import type { AssumptionsWanted, DocumentsWanted } from './papers.ts';
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

/** What becomes of a record's versions: what is told of them, and what changes of those that stood. */
export interface VersionsOutcome {
  results: ImportResult[];
  events: NewEvent[];
  /** As they become. */
  rows: Rows[];
  /** Sources of versions that had none. */
  sources: Rows[];
  documents: DocumentsWanted[];
  assumptions: AssumptionsWanted[];
  bases: ImportBaseRow[];
}

/** What becomes of the versions of one record, new ones and those that stood. */
export function versionsOutcome(actor: Actor, turn: VersionsTurn): VersionsOutcome {
  const changed = turn.plans.flatMap(plan => (plan.kind === 'known' ? [changeOf(actor, turn, plan)] : []));
  const changeOfPlan = new Map(changed.map(change => [change.plan as VersionPlan, change]));
  return {
    results: turn.plans.map(plan => resultOf(turn, plan, changeOfPlan.get(plan)?.changes ?? [])),
    events: turn.plans.flatMap(plan => eventOf(turn, plan, changeOfPlan.get(plan)?.changes ?? [])),
    rows: [{ table: versions, rows: changed.flatMap(({ row }) => row ?? []) }],
    sources: [{ table: sources, rows: changed.flatMap(({ source }) => source) }],
    documents: changed.flatMap(({ documents }) => documents),
    assumptions: changed.flatMap(({ assumptions }) => assumptions),
    bases: changed.flatMap(({ base, plan }) => (base.base === plan.standing.base ? [] : [base])),
  };
}

function resultOf(turn: VersionsTurn, plan: VersionPlan, changes: readonly string[]): ImportResult {
  if (plan.kind === 'rejected') return rejected(plan.at, plan.problem);
  const { path, externalId } = plan.at;
  const number = plan.told.version;
  const of = { path, externalId, number, modelId: turn.modelId, problem: null };
  if (plan.kind === 'new') return { ...of, outcome: 'CREATED', versionId: turn.ids.get(number) ?? null, kept: [] };
  const outcome = changes.length > 0 ? 'UPDATED' : 'UNCHANGED';
  return { ...of, outcome, versionId: plan.standing.id, kept: plan.kept };
}

function eventOf({ model, ids }: VersionsTurn, plan: VersionPlan, changes: readonly string[]): NewEvent[] {
  if (plan.kind === 'rejected' || (plan.kind === 'known' && changes.length === 0)) return [];
  const { version } = plan.told;
  if (plan.kind === 'new')
    return [versionEvent('version.imported', model, { id: ids.get(version) ?? '', version, digest: plan.digest })];
  const { id: subjectId } = plan.standing;
  const summary = `imported version ${version} of ${model.name} anew: ${changes.join(', ')}`;
  return [{ action: 'version.imported', subjectId, modelId: model.id, summary, detail: { version, changes } }];
}

type Known = Extract<VersionPlan, { kind: 'known' }>;

/** What changes of a version that stood. */
function changeOf(actor: Actor, turn: VersionsTurn, plan: Known) {
  const { standing, told, after } = plan;
  const { id: versionId, modelId } = standing;
  const row: VersionStanding = {
    ...standing,
    state: after.archived ? 'ARCHIVED' : 'READY',
    tags: after.tags,
    parentId: standing.parentId ?? parentOf(told, turn.ids),
    trainedById: standing.trainedById ?? trainerOf(turn, told),
  };
  const flags = {
    ...changesOf(plan),
    parent: row.parentId !== standing.parentId,
    trainedBy: row.trainedById !== standing.trainedById,
    source: standing.sourceId === null && told.source !== null,
  };
  const { documents, assumptions } = after;
  return {
    plan,
    changes: Object.entries(flags).flatMap(([name, changed]) => (changed ? [name] : [])),
    row: flags.tags || flags.archived || flags.parent || flags.trainedBy ? row : null,
    source: flags.source ? sourceRows(turn.model, told.source, versionId) : [],
    documents: flags.documents ? [{ modelId, versionId, byId: signedBy(actor), documents }] : [],
    assumptions: flags.assumptions ? [{ versionId, assumptions }] : [],
    base: baseRow(versionId, turn.record, plan.base),
  };
}
