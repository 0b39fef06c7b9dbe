import { accessModels } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { invalid, isProblem, type Problem } from '@handoff/kit/problem';
import { findTeam } from '../team/queries.ts';
import { checked } from './check.ts';
import { modelChangeSchema } from './fields.ts';
import { lockForChange, nameTaken, unlessBroken } from './guard.ts';
import type { ModelRow } from './model.ts';
import { type RegisterModel, toldFields } from './register.ts';
import { models } from './table.ts';

export interface UpdateModel extends Partial<RegisterModel> {
  /** Id or name. */
  model: string;
  revision: number;
  limitations?: string | null;
  validationDueAt?: Date | null;
}

/** Changes what is said of a model: what is left out stays, null empties it. */
export const updateModel: Command<UpdateModel> = {
  name: 'updateModel',
  async run(tx, actor, input) {
    const { value, problem } = checked(modelChangeSchema, input);
    if (problem) return problem;
    const { model: reference, revision } = input;
    const intent = { model: reference, revision, permission: 'MODEL_EDIT', doing: 'change' } as const;
    const before = await lockForChange(tx, actor, intent);
    if (isProblem(before)) return before;
    const { team, ...fields } = value;
    const teamId = await teamIdOf(tx, team, before);
    if (isProblem(teamId)) return teamId;
    const told = Object.fromEntries(
      Object.entries(fields).filter(([name]) => input[name as keyof UpdateModel] !== undefined),
    );
    const after: ModelRow = { ...before, ...told, teamId };
    const refused = await saveModel(tx, actor, {
      before,
      after,
      action: 'model.changed',
      summary: `changed model ${after.name}`,
    });
    return refused ?? done(before.id);
  },
};

async function teamIdOf(tx: Tx, team: string | null | undefined, before: ModelRow): Promise<string | null | Problem> {
  if (team === undefined) return before.teamId;
  if (team === null) return null;
  const found = await findTeam(tx, team);
  return found?.id ?? invalid('team', `There is no team "${team}": the query "teams" lists them.`);
}

export interface ModelChange {
  before: ModelRow;
  after: ModelRow;
  action: string;
  summary: string;
  detail?: Record<string, unknown>;
}

/** Saves a changed model as its next revision, with its one event. Nothing that differs: nothing is written. */
export async function saveModel(tx: Tx, actor: Actor, change: ModelChange): Promise<Problem | null> {
  const { before, after, action, summary, detail } = change;
  const changes = changesBetween(before, after, toldFields);
  if (changes.length === 0) return null;
  const { teamId, visibility, id, ...fields } = after;
  if (teamId !== before.teamId || visibility !== before.visibility)
    await tx.update(accessModels, { id }, { teamId, visibility });
  const next = { ...fields, revision: before.revision + 1, updatedAt: new Date() };
  const taken = await unlessBroken(tx.update(models, { id }, next), { model_name: nameTaken(after.name) });
  if (taken) return taken;
  await append(tx, actor, { action, subjectId: id, modelId: id, summary, changes, ...(detail ? { detail } : {}) });
  return null;
}
