import { viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { LRUCache } from 'lru-cache';
import { answerTo, type Named, type Subject, scopeOf, subjectOf } from '../metric/subject.ts';
import { watchedSlices } from '../monitor/slices.ts';
import { referencesOf } from '../reference/queries.ts';
import { observedKinds } from '../summary/queries.ts';
import type { Kind } from '../summary/summary.ts';
import {
  type Expected,
  type Holds,
  holdsOf,
  holdsOfKind,
  holdsOfOutcome,
  type ListedColumn,
  labelName,
  limitsOf,
  predictionName,
  scoreName,
} from './column.ts';

/** A part of all rows that is summed up by itself: those whose column has this value. */
export interface Slice {
  /** column=value. */
  name: string;
  column: string;
  value: string;
}

/** What is known of a version or deployment when its rows come. */
export interface Facts {
  subject: Subject;
  /** The columns that are expected of every row, in their order. */
  features: readonly Expected[];
  /** Whether the version says which columns it reads: others are none of its own then. */
  listed: boolean;
  /** Columns that were met without being listed, by their names. */
  met: ReadonlyMap<string, Kind>;
  prediction: Expected;
  score: Expected;
  label: Expected;
  slices: readonly Slice[];
}

interface VersionAnswer {
  modelVersion: {
    model: { task?: string } | null;
    features?: readonly ListedColumn[];
    labels?: readonly ListedColumn[];
  } | null;
}
const source = `query VersionColumns($id: ID!) {
  modelVersion(id: $id) { id model { id task } features { name dtype } labels { name dtype } } }`;

interface Listed {
  features: readonly ListedColumn[];
  /** What it predicts, and what its labels are. */
  outcome: Holds;
}

/** So many slices of a model are summed up. */
export const mostSlices = 20;

// What a version is made of never changes, and where a deployment belongs neither.
const remembered = { max: 5_000, ttl: 10 * 60_000 } as const;
const subjects = new LRUCache<string, Subject>(remembered);
const lists = new LRUCache<string, Listed>(remembered);

/**
 * The version or deployment that is named. It says nothing of whether the viewer may see it. Not to be called inside a
 * transaction. Throws an outage when the graph cannot be asked.
 */
export async function knownSubject(context: Context, named: Named): Promise<Subject | Problem> {
  const key = JSON.stringify([named.versionId ?? null, named.deploymentId ?? null]);
  const known = subjects.get(key);
  if (known) return known;
  const found = await subjectOf(context, named);
  if (!isProblem(found)) subjects.set(key, found);
  return found;
}

/** Why somebody may not send rows. */
export const mayNotIngest =
  'Only who may send measurements of this model may record its observations: ask for a role that can.';

/** Why the viewer may not send rows, as far as it is known before the command judges it for good; or null. */
export async function ingestProblem(context: Context, subject: Subject): Promise<Problem | null> {
  const model = await visibleModel(context, subject.modelId);
  const { what, id } = scopeOf(subject);
  if (!model) return notFound(what, id);
  if (permissionsOn(await viewerReach(context), model).has('INGEST')) return null;
  return { kind: 'NotAllowed', rule: 'ingest', message: mayNotIngest, whoCan: [] };
}

/** What is expected of rows of a version or deployment. */
export async function factsOf(context: Context, subject: Subject): Promise<Facts> {
  const { features, outcome } = await listedOf(context, subject.versionId);
  const reference = (await referencesOf(context.db, [subject.versionId])).get(subject.versionId) ?? [];
  const limits = new Map(reference.map(({ role, name, summary }) => [`${role} ${name}`, limitsOf(summary)]));
  const kinds = await observedKinds(context.db, subject.versionId);
  const expected = (of: Pick<Expected, 'role' | 'name' | 'holds'>): Expected => {
    const key = `${of.role} ${of.name}`;
    const kind = kinds.get(key);
    const holds = of.holds === 'anything' && kind ? holdsOfKind(kind) : of.holds;
    return { ...of, holds, limits: limits.get(key) ?? null };
  };
  const listed = features.map(({ name, dtype }) => ({ name, holds: holdsOf(dtype) }));
  const profiled = reference.filter(({ role }) => role === 'FEATURE');
  const names = listed.length > 0 ? listed : profiled.map(({ name, kind }) => ({ name, holds: holdsOfKind(kind) }));
  return {
    subject,
    listed: listed.length > 0,
    features: names.map(of => expected({ role: 'FEATURE', ...of })),
    met: new Map([...kinds].flatMap(([key, kind]) => (key.startsWith('FEATURE ') ? [[key.slice(8), kind]] : []))),
    prediction: expected({ role: 'PREDICTION', name: predictionName, holds: outcome }),
    score: expected({ role: 'PREDICTION', name: scoreName, holds: 'numbers' }),
    label: expected({ role: 'LABEL', name: labelName, holds: outcome }),
    slices: (await watchedSlices(context.db, subject.modelId, mostSlices)).flatMap(sliceOf),
  };
}

async function listedOf(context: Context, versionId: string): Promise<Listed> {
  const known = lists.get(versionId);
  if (known) return known;
  const { modelVersion } = await answerTo<VersionAnswer>(context, source, versionId);
  const { model = null, features = [], labels = [] } = modelVersion ?? {};
  const found = { features, outcome: holdsOfOutcome(model?.task ?? 'OTHER', labels) };
  lists.set(versionId, found);
  return found;
}

/** A slice by its name; none where it does not say which column has which value. */
export function sliceOf(name: string): Slice[] {
  const at = name.indexOf('=');
  return at > 0 ? [{ name, column: name.slice(0, at), value: name.slice(at + 1) }] : [];
}
