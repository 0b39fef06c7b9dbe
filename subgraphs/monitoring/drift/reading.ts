import type { Reader } from '@handoff/kit/database/database';
import type { BatchWith } from '@handoff/kit/loader';
import type { Reference } from '../monitor/monitor.ts';
import type { Period } from '../period.ts';
import { referencesOf } from '../reference/queries.ts';
import type { ReferenceColumn } from '../reference/table.ts';
import { type ColumnSummary, type SummaryRequest, summariesOf } from '../summary/queries.ts';
import { mergeInto, newSummary } from '../summary/summary.ts';
import { type DriftRequest, filled, timeOf, timesOf, usualDays } from './against.ts';
import type { Pair } from './feature.ts';

/** The columns of a request then and now, and what "then" is. */
export interface Beside {
  reference: Reference;
  pairs: Pair[];
}

/** What is held against what; how it is judged does not matter here. */
type Wanted = Omit<DriftRequest, 'minimumRows'>;

const trailing: Reference = { kind: 'TRAILING', days: usualDays };

/**
 * What was observed in the times of many requests beside their references, in their order. Two statements for any number
 * of them. Whoever asks sees to it that the viewer may see the versions.
 */
export async function besideReferences(reader: Reader, requests: readonly Wanted[], now: Date): Promise<Beside[]> {
  if (requests.length === 0) return [];
  const profiles = await referencesOf(reader, [...new Set(requests.flatMap(profilesAsked))]);
  const chosen = requests.map(request => ({ request, reference: chosenFor(request, profiles) }));
  const times = chosen.map(({ request, reference }) => [timeOf(request), ...timesOf(request, reference)]);
  const found = inGroups(await summariesOf(reader, times.flat(), now), times);
  return chosen.map(({ request, reference }, i) => {
    const [current = [], ...past] = found[i] ?? [];
    const observed = added(past.flat());
    const profile = (profiles.get(profileOf(request, reference)) ?? []).filter(
      ({ name }) => request.feature === null || name === request.feature,
    );
    const then = observed.length > 0 ? observed : profile;
    return { reference, pairs: pairsOf(then, current) };
  });
}

/** What versions are held against over a time, wherever they run. */
export interface BesideArgs extends Period {
  slice: string | null;
  reference: Reference | null;
}

/**
 * The same for versions wherever they run: drift and quality of the same time, which pages show side by side, are read
 * once. Whoever asks sees to it that the viewer may see the versions.
 */
export const besideOfVersion: BatchWith<BesideArgs, Beside> = async (ids, args, { db }) => {
  const everywhere = { ...args, deploymentId: null, environment: null, feature: null };
  const requests = ids.map(versionId => ({ versionId, ...everywhere }));
  const found = await besideReferences(db, requests, new Date());
  return new Map(found.map((beside, i) => [ids[i] ?? '', beside]));
};

function profilesAsked({ versionId, reference }: Wanted): string[] {
  if (reference?.kind === 'VERSION') return [versionId, reference.versionId ?? ''];
  return [versionId];
}

function chosenFor({ versionId, reference }: Wanted, profiles: ReadonlyMap<string, unknown>): Reference {
  if (reference) return filled(reference);
  return profiles.has(versionId) ? { kind: 'TRAINING' } : trailing;
}

/** Whose profile stands for a reference that is no time, or in which nothing was observed. */
function profileOf({ versionId }: Wanted, { kind, versionId: other }: Reference): string {
  if (kind === 'TRAINING') return versionId;
  return kind === 'VERSION' ? (other ?? '') : '';
}

function inGroups<T>(list: readonly T[], like: readonly (readonly SummaryRequest[])[]): T[][] {
  const ends = like.map((_, i) => like.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0));
  return like.map(({ length }, i) => list.slice((ends[i] ?? 0) - length, ends[i]));
}

type Column = Pick<ReferenceColumn, 'role' | 'name' | 'summary'>;

/** The same columns of several times as one. */
function added(columns: readonly ColumnSummary[]): Column[] {
  const sums = new Map<string, Column>();
  for (const { role, name, kind, summary } of columns) {
    const key = `${role} ${name}`;
    const known = sums.get(key) ?? { role, name, summary: newSummary(kind) };
    sums.set(key, known);
    mergeInto(known.summary, summary);
  }
  return [...sums.values()];
}

/** Features first, then predictions and labels, in the order of the reference. */
function pairsOf(then: readonly Column[], now: readonly Column[]): Pair[] {
  const key = ({ role, name }: Pick<Column, 'role' | 'name'>) => `${role} ${name}`;
  const current = new Map(now.map(column => [key(column), column.summary]));
  const reference = new Map(then.map(column => [key(column), column.summary]));
  const all = new Map([...then, ...now].map(column => [key(column), column]));
  const order = ['FEATURE', 'PREDICTION', 'LABEL'];
  return [...all.values()]
    .sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
    .map(column => ({
      ...{ feature: column.name, role: column.role },
      ...{ reference: reference.get(key(column)) ?? null, current: current.get(key(column)) ?? null },
    }));
}
