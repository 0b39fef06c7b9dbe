import { rows, type Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { ModelRow } from '../model/model.ts';
import { type Numbering, numberVersions } from './number.ts';
import { planVersion, type VersionPlan } from './plan-version.ts';
import { type ModelAsked, numbersStanding, type VersionStanding, versionsStanding } from './standing.ts';
import type { ToldVersion, VersionTold } from './told.ts';

/** A record's versions, and the model that they belong to. */
export interface VersionsAsked extends ModelAsked {
  model: ModelRow;
  versions: readonly ToldVersion[];
  isNew: boolean;
  /** The highest ordinal so far. */
  highest: number;
}

type New = Extract<VersionPlan, { kind: 'new' }>;

/** A version that is to be made, and the one it was trained from. */
export interface Fresh extends Omit<New, 'kind'> {
  id: string;
  parentId: string | null;
}

/** The versions of one record, judged, and what has to be known to write them. */
export interface VersionsTurn extends VersionsAsked {
  plans: VersionPlan[];
  /** Those of the plans that are new, in the order they were made in. */
  fresh: Fresh[];
  /** Ids of old and new versions of the model by number, of those that the record speaks of. */
  ids: ReadonlyMap<string, string>;
  /** Ids of people by e-mail, lower case. */
  people: ReadonlyMap<string, string>;
  /** Numbers of the versions that the source does not number, by what the record calls them. */
  numbers: ReadonlyMap<string, string>;
}

/** Judges the versions of records against what stands; at most three statements, however many. */
export async function planVersions(tx: Tx, asked: readonly VersionsAsked[]): Promise<VersionsTurn[]> {
  const numberings = await numbered(tx, asked);
  const all = asked.map((one, i) => ({ ...one, ...(numberings[i] ?? unnumbered(one)) }));
  const good = all.map(({ versions }) => versions.flatMap(({ told }) => told ?? []));
  const standing = await versionsStanding(
    tx,
    all.map((one, i) => ({ ...one, told: mayStand(one, good[i] ?? []) })),
  );
  const people = await peopleOf(tx, good.flat());
  return all.map((one, i) => turnOf({ ...one, people }, standing[i] ?? []));
}

function unnumbered({ versions }: VersionsAsked): Numbering {
  return { versions: [...versions], numbers: new Map() };
}

/** Numbers what the source does not; the model's row is locked, so nobody else takes a number meanwhile. */
async function numbered(tx: Tx, asked: readonly VersionsAsked[]): Promise<(Numbering | undefined)[]> {
  const lacking = asked.filter(({ versions }) => versions.some(({ told }) => told?.numbered === false));
  const old = lacking.filter(({ isNew }) => !isNew);
  const numbers = await numbersStanding(tx, old);
  const standing = new Map(old.map((one, i) => [one, numbers[i] ?? []]));
  return asked.map(one =>
    lacking.includes(one) ? numberVersions(one.versions, one.record, standing.get(one) ?? []) : undefined,
  );
}

/** Of a model that is new only those can stand that have a source of their own: as versions of another model. */
function mayStand({ isNew }: VersionsAsked, told: readonly VersionTold[]): readonly VersionTold[] {
  return isNew ? told.filter(({ source }) => source !== null) : told;
}

async function peopleOf(tx: Tx, told: readonly VersionTold[]): Promise<Map<string, string>> {
  const emails = told.flatMap(({ trainedBy }) => (trainedBy?.includes('@') ? [trainedBy.toLowerCase()] : []));
  if (emails.length === 0) return new Map();
  const sql = 'SELECT id, lower(email) AS email FROM access.person WHERE lower(email) = ANY($1::text[])';
  const found = await rows<{ id: string; email: string }>(tx, sql, [[...new Set(emails)]]);
  return new Map(found.map(({ id, email }) => [email, id]));
}

function turnOf(
  of: VersionsAsked & Pick<VersionsTurn, 'people' | 'numbers'>,
  standing: readonly VersionStanding[],
): VersionsTurn {
  const { modelId } = of;
  const plans = of.versions.map(version => planVersion(version, modelId, standing));
  const ids = new Map(standing.flatMap(one => (one.modelId === modelId ? [[one.version, one.id] as const] : [])));
  const fresh = plans
    .filter(plan => plan.kind === 'new')
    .toSorted(older)
    .map(({ kind: _, ...plan }) => {
      const id = newId('ver');
      const parentId = parentOf(plan.told, ids);
      ids.set(plan.told.version, id);
      return { ...plan, id, parentId };
    });
  return { ...of, plans, fresh, ids };
}

function older({ told: a }: New, { told: b }: New): number {
  const byTime = (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0);
  return byTime || a.version.localeCompare(b.version, 'en', { numeric: true });
}

/** The id of the version that one says it was trained from; null where it says none that is known. */
export function parentOf({ parentVersion, version }: VersionTold, ids: ReadonlyMap<string, string>): string | null {
  return parentVersion === null || parentVersion === version ? null : (ids.get(parentVersion) ?? null);
}
