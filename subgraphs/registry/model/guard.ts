import type { Permission } from '@handoff/kit/access/permission';
import { readReach, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import { brokenConstraint, firstRow, type Reader, type Tx } from '@handoff/kit/database/database';
import { unseenText } from '@handoff/kit/event/since';
import { conflict, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import type { ModelRow } from './model.ts';
import { lockModel } from './queries.ts';

/** The account that stands for the system where a name is asked for: it cannot sign in. */
const handoffItself = 'svc_00000000000000000000000000';

/** Whose name stands under what an actor does. */
export function signedBy(actor: Actor): string {
  return actor.id ?? handoffItself;
}

export interface Intent {
  /** Id or name of the model. */
  model: string;
  permission: Permission;
  /** As in "You may not … churn": change, register versions of. */
  doing: string;
  /** What the change rests on; left out: it does not matter. */
  revision?: number | null;
}

/** The model, locked until the transaction ends, when this actor may change it so; else why not. */
export async function lockForChange(tx: Tx, actor: Actor, intent: Intent): Promise<ModelRow | Refusal> {
  const reach = await readReach(tx, actor);
  const model = await lockModel(tx, reach, intent.model);
  if (!model) return notFound('model', intent.model);
  if (!permissionsOn(reach, model).has(intent.permission)) return refusal(tx, model, intent);
  if (intent.revision !== undefined && intent.revision !== null && intent.revision !== model.revision)
    return stale(tx, model, intent.revision);
  return model;
}

export interface PartIntent extends Intent {
  /** What it is called, and the id that it was named by. */
  part: string;
  reference: string;
}

/** Like lockForChange, for a part of a model that is named by its own id: who may not see the model hears of the part alone. */
export async function lockForPart(tx: Tx, actor: Actor, intent: PartIntent): Promise<ModelRow | Refusal> {
  const model = await lockForChange(tx, actor, intent);
  return isProblem(model) && model.kind === 'NotFound' ? notFound(intent.part, intent.reference) : model;
}

async function refusal(tx: Tx, model: ModelRow, { permission, doing }: Intent): Promise<Refusal> {
  return {
    kind: 'NotAllowed',
    rule: permission.toLowerCase().replace('_', '-'),
    message: `You may not ${doing} ${model.name}: it needs the permission ${permission}, which its owner can give.`,
    whoCan: await whoCan(tx, permission, model.id),
    about: { subjectId: model.id, modelId: model.id },
  };
}

async function stale(tx: Tx, { id, name, revision }: ModelRow, seen: number): Promise<Problem> {
  const told = await unseenText(tx, { id, actions: ['model', 'alias'], revisions: revision - seen });
  const message = `${name} was changed in the meantime (revision ${revision}, yours is ${seen}): look at it again.${told}`;
  return conflict('STALE_REVISION', message);
}

/** Waits for work that may break a named constraint; what the caller foresaw comes back as the problem it means. */
export async function unlessBroken(
  work: Promise<unknown>,
  foreseen: Readonly<Record<string, Problem>>,
): Promise<Problem | null> {
  try {
    await work;
    return null;
  } catch (error) {
    const problem = foreseen[brokenConstraint(error) ?? ''];
    if (problem) return problem;
    throw error;
  }
}

/** The answer to a name that another model has; it says no more, because that one may not be theirs to see. */
export function nameTaken(name: string): Problem {
  return conflict('NAME_TAKEN', `There is a model "${name}" already: choose another name.`);
}

/** Whether a person belongs to a team. */
export async function isMember(reader: Reader, teamId: string, personId: string | null): Promise<boolean> {
  const sql = 'SELECT 1 FROM access.team_member WHERE team_id = $1 AND person_id = $2';
  return (await firstRow(reader, sql, [teamId, personId])) !== null;
}
