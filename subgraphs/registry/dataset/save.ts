import { readReach } from '@handoff/kit/access/queries';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';
import { checked, countable, maybe, notAnId, orNull, words } from '../model/check.ts';
import { unlessBroken } from '../model/guard.ts';
import { lockShared, mayChange, mayEnter, type SharedThing, sharedRefusal, staleShared } from '../model/used-change.ts';
import { type DatasetRow, datasetFields, fixedField } from './dataset.ts';
import { usedDatasets } from './queries.ts';
import { datasets } from './table.ts';

const schema = z.object({
  name: words(500).refine(...notAnId),
  uri: maybe(2000).optional(),
  digest: maybe(200).optional(),
  rows: orNull(countable).optional(),
  from: orNull(z.date()).optional(),
  to: orNull(z.date()).optional(),
  description: maybe(20_000).optional(),
});
type Told = z.output<typeof schema>;

export interface SaveDataset extends z.input<typeof schema> {
  /** Left out: a new one. */
  id?: string | null;
  /** What the change rests on; left out: it does not matter. */
  revision?: number | null;
  idempotencyKey?: string | null;
}

type Shared = SharedThing<DatasetRow>;

/** Enters a data set or changes one: what is left out stays, null empties it. What versions rest on stays as it is. */
export const saveDataset: Command<SaveDataset> = {
  name: 'saveDataset',
  async run(tx, actor, input) {
    const { value: told, problem } = checked(schema, input);
    if (problem) return problem;
    const standing = await judged(tx, actor, input);
    if (isProblem(standing)) return standing;
    const after = merged(standing?.row ?? null, told);
    const stale = standing && (await staleShared(tx, standing.row, input.revision));
    const refused = stale ?? (standing && fixedProblem(standing, after)) ?? spanProblem(after);
    if (refused) return refused;
    const changes = changesBetween(standing?.row ?? null, after, datasetFields);
    if (changes.length === 0) return done(after.id);
    const { id, ...fields } = after;
    const work = standing ? tx.update(datasets, { id }, fields) : insertAll(tx, [{ table: datasets, rows: [after] }]);
    const taken = await unlessBroken(work, { dataset_identity: identityTaken(after) });
    if (taken) return taken;
    await append(tx, actor, {
      action: standing ? 'dataset.changed' : 'dataset.entered',
      subjectId: id,
      modelId: standing?.realm || null,
      summary: `${standing ? 'changed' : 'entered'} the data set ${after.name}`,
      changes,
    });
    return done(id);
  },
};

/** The data set as it stands, or null for a new one, when the actor may save it. */
async function judged(tx: Tx, actor: Actor, { id, name }: SaveDataset): Promise<Shared | null | Refusal> {
  const reach = await readReach(tx, actor);
  const refusal = { what: `the data set "${name}"`, id: id ?? name };
  if (!id) return mayEnter(reach) ? null : sharedRefusal(tx, { ...refusal, modelId: null });
  const shared = await lockShared<DatasetRow>(tx, reach, { used: usedDatasets, id });
  if (!shared) return notFound('data set', id);
  if (mayChange(reach, { models: shared.models, owned: false, isOwner: false })) return shared;
  return sharedRefusal(tx, { ...refusal, modelId: shared.realm || null });
}

function fixedProblem(standing: Shared, after: DatasetRow): Problem | null {
  const field = standing.models.length === 0 ? null : fixedField(standing.row, after);
  if (field === null) return null;
  return invalid(
    field,
    `Versions rest on this data set, so its "${field}" stays: enter other content as a new data set.`,
  );
}

function spanProblem({ from, to }: DatasetRow): Problem | null {
  return from !== null && to !== null && from > to ? invalid('to', '"to" lies before "from": swap them.') : null;
}

function merged(before: DatasetRow | null, told: Told): DatasetRow {
  const empty = { uri: null, digest: null, rows: null, from: null, to: null, description: null };
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Told;
  const base = before ?? { ...empty, id: newId('dts'), revision: 0 };
  return { ...base, ...given, revision: base.revision + 1 } as DatasetRow;
}

function identityTaken({ name, digest }: DatasetRow): Problem {
  const same = digest === null ? 'without a digest' : 'with this digest';
  return conflict(
    'NAME_TAKEN',
    `There is a data set "${name}" ${same} already: choose another name, or change that one by its id.`,
  );
}
