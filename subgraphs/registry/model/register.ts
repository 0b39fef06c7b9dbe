import { readReach, whoCan } from '@handoff/kit/access/queries';
import { sees } from '@handoff/kit/access/reach';
import { accessModels } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { insertAll } from '@handoff/kit/database/insert';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { invalid } from '@handoff/kit/problem';
import { findTeam } from '../team/queries.ts';
import { checked } from './check.ts';
import { newModelSchema } from './fields.ts';
import { isMember, nameTaken, unlessBroken } from './guard.ts';
import type { ModelRow, Objective, StoredModel } from './model.ts';
import { mayRegister } from './policy.ts';
import { models } from './table.ts';

export interface RegisterModel extends Pick<StoredModel, 'name' | 'task' | 'riskTier'> {
  title?: string | null;
  description?: string | null;
  purpose?: string | null;
  visibility?: ModelRow['visibility'] | null;
  /** Id or name. */
  team?: string | null;
  tags?: string[] | null;
  objectives?: (Pick<Objective, 'metric' | 'comparator' | 'target'> & Partial<Objective>)[] | null;
  idempotencyKey?: string | null;
}

/** The fields of a model whose changes the trail names. */
export const toldFields = [
  'name',
  'title',
  'description',
  'purpose',
  'objectives',
  'task',
  'riskTier',
  'visibility',
  'teamId',
  'tags',
  'limitations',
  'validationDueAt',
  'archivedAt',
] as const;

/** Enters a model. Nobody answers for it yet: that is proposed and accepted apart. */
export const registerModel: Command<RegisterModel> = {
  name: 'registerModel',
  async run(tx, actor, input) {
    const { value, problem } = checked(newModelSchema, input);
    if (problem) return problem;
    const { team: reference, ...told } = value;
    const team = reference === null ? null : await findTeam(tx, reference);
    if (reference !== null && !team)
      return invalid('team', `There is no team "${reference}": the query "teams" lists them.`);
    const model = newModel({ ...told, teamId: team?.id ?? null });
    const refused = await judge(tx, actor, model);
    if (refused) return refused;
    const taken = await unlessBroken(insertModel(tx, model), { model_name: nameTaken(model.name) });
    if (taken) return taken;
    await append(tx, actor, {
      action: 'model.registered',
      subjectId: model.id,
      modelId: model.id,
      summary: `registered model ${model.name}`,
      changes: changesBetween(null, model, toldFields),
    });
    return done(model.id);
  },
};

async function judge(tx: Tx, actor: Actor, model: ModelRow): Promise<Refusal | null> {
  const reach = await readReach(tx, actor);
  const member = model.teamId !== null && (await isMember(tx, model.teamId, actor.id));
  const about = { subjectId: model.teamId ?? actor.id ?? model.id, modelId: null };
  if (!mayRegister(actor, reach, { teamId: model.teamId, isMember: member })) {
    const message = 'You may register models for teams you belong to, or where you hold MODEL_EDIT: name such a team.';
    return { kind: 'NotAllowed', rule: 'register-model', message, whoCan: await whoCan(tx, 'MODEL_EDIT', null), about };
  }
  if (model.visibility === 'INTERNAL' || sees(reach, model)) return null;
  const message =
    'You could not see this restricted model yourself: register it as INTERNAL, or ask who manages access.';
  return {
    kind: 'NotAllowed',
    rule: 'restricted-unseen',
    message,
    whoCan: await whoCan(tx, 'ACCESS_ADMIN', null),
    about,
  };
}

/** A model's first row, from what is told of it. */
export function newModel(
  told: Omit<
    ModelRow,
    | 'id'
    | 'title'
    | 'limitations'
    | 'lastValidatedAt'
    | 'validationDueAt'
    | 'revision'
    | 'createdAt'
    | 'updatedAt'
    | 'archivedAt'
  > & {
    title: string | null;
  },
): ModelRow {
  const now = new Date();
  return {
    ...told,
    id: newId('mdl'),
    title: told.title ?? told.name,
    limitations: null,
    lastValidatedAt: null,
    validationDueAt: null,
    revision: 1,
    createdAt: now,
    updatedAt: now,
    archivedAt: null,
  };
}

/** Writes a new model, with what access knows of it, in one statement. Breaks `model_name` when the name is taken. */
function insertModel(tx: Tx, model: ModelRow): Promise<void> {
  return insertAll(tx, [
    { table: accessModels, rows: [model] },
    { table: models, rows: [model] },
  ]);
}
