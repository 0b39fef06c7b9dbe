import { readReach } from '@handoff/kit/access/queries';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';
import { teamIdsOf } from '../assignment/queries.ts';
import { checked, maybe, notAnId, words } from '../model/check.ts';
import { unlessBroken } from '../model/guard.ts';
import { lockShared, mayChange, mayEnter, type SharedThing, sharedRefusal, staleShared } from '../model/used-change.ts';
import type { FeatureDefinitionRow } from './feature.ts';
import { usedDefinitions } from './queries.ts';
import { featureDefinitions } from './table.ts';

const schema = z.object({
  name: words(200).refine(...notAnId),
  dtype: words(200),
  source: maybe(2000).optional(),
  ownerId: maybe(128).optional(),
  description: maybe(20_000).optional(),
});
type Told = z.output<typeof schema>;

export interface SaveFeature extends z.input<typeof schema> {
  /** Left out: a new one. */
  id?: string | null;
  /** What the change rests on; left out: it does not matter. */
  revision?: number | null;
  idempotencyKey?: string | null;
}

type Shared = SharedThing<FeatureDefinitionRow>;
const toldFields = ['name', 'dtype', 'source', 'ownerId', 'description'] as const;

/** Enters a shared feature or changes one: what is left out stays, null empties it. */
export const saveFeature: Command<SaveFeature> = {
  name: 'saveFeature',
  async run(tx, actor, input) {
    const { value: told, problem } = checked(schema, input);
    if (problem) return problem;
    const standing = await judged(tx, actor, input);
    if (isProblem(standing)) return standing;
    const refused =
      (standing && (await staleShared(tx, standing.row, input.revision))) ??
      (await ownerProblem(tx, standing?.row, told));
    if (refused) return refused;
    const after = merged(standing?.row ?? null, told);
    const changes = changesBetween(standing?.row ?? null, after, toldFields);
    if (changes.length === 0) return done(after.id);
    const { id, ...fields } = after;
    const work = standing
      ? tx.update(featureDefinitions, { id }, fields)
      : insertAll(tx, [{ table: featureDefinitions, rows: [after] }]);
    const taken = await unlessBroken(work, { feature_definition_name: nameTaken(after.name) });
    if (taken) return taken;
    await append(tx, actor, {
      action: standing ? 'feature.changed' : 'feature.entered',
      subjectId: id,
      modelId: standing?.realm || null,
      summary: `${standing ? 'changed' : 'entered'} the shared feature ${after.name}`,
      changes,
    });
    return done(id);
  },
};

/** The feature as it stands, or null for a new one, when the actor may save it. */
async function judged(tx: Tx, actor: Actor, { id, name }: SaveFeature): Promise<Shared | null | Refusal> {
  const reach = await readReach(tx, actor);
  const refusal = { what: `the shared feature "${name}"`, id: id ?? name };
  if (!id) return mayEnter(reach) ? null : sharedRefusal(tx, { ...refusal, modelId: null });
  const shared = await lockShared<FeatureDefinitionRow>(tx, reach, { used: usedDefinitions, id });
  if (!shared) return notFound('shared feature', id);
  const { ownerId } = shared.row;
  const isOwner = ownerId !== null && [actor.id, ...(await teamIdsOf(tx, actor.id))].includes(ownerId);
  if (mayChange(reach, { models: shared.models, owned: ownerId !== null, isOwner })) return shared;
  return sharedRefusal(tx, { ...refusal, modelId: shared.realm || null });
}

const ownerSql = `SELECT p.id FROM access.person p WHERE p.id = $1 AND p.active
  UNION ALL SELECT t.id FROM access.team t WHERE t.id = $1 AND t.dissolved_at IS NULL`;

async function ownerProblem(
  tx: Tx,
  before: FeatureDefinitionRow | undefined,
  { ownerId }: Told,
): Promise<Problem | null> {
  if (!ownerId || ownerId === before?.ownerId || (await firstRow(tx, ownerSql, [ownerId]))) return null;
  return invalid('ownerId', `There is no active person and no team "${ownerId}": give the id of one.`);
}

function merged(before: FeatureDefinitionRow | null, told: Told): FeatureDefinitionRow {
  const empty = { id: newId('ftr'), source: null, ownerId: null, description: null, revision: 0 };
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Told;
  const base = before ?? empty;
  return { ...base, ...given, revision: base.revision + 1 } as FeatureDefinitionRow;
}

function nameTaken(name: string): Problem {
  return conflict(
    'NAME_TAKEN',
    `There is a shared feature "${name}" already: choose another name, or change that one by its id.`,
  );
}
