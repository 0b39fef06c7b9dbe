import { accessModel, readReach, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { append } from '@handoff/kit/event/append';
import { notFound, type Problem } from '@handoff/kit/problem';
import { type ExperimentMove, moveProblem } from './experiment.ts';
import { mayEdit } from './policy.ts';
import { type ExperimentRow, experiments } from './table.ts';

/** What somebody wants to change: a model's experiments, or one of them. */
export interface Wanted {
  modelId: string;
  /** What was named: the model, or an experiment of it. */
  thing: { what: string; id: string };
}

/** Why somebody may not run experiments on a model, or null. What they may not see is not found. */
export async function refuse(tx: Tx, actor: Actor, { modelId, thing }: Wanted): Promise<Refusal | null> {
  const model = await accessModel(tx, modelId);
  const may = model ? permissionsOn(await readReach(tx, actor), model) : null;
  if (!may?.has('READ')) return notFound(thing.what, thing.id);
  const refused = mayEdit(may);
  if (!refused) return null;
  const people = await whoCan(tx, 'EXPERIMENT_EDIT', modelId);
  return { kind: 'NotAllowed', ...refused, whoCan: people, about: { subjectId: thing.id, modelId } };
}

/** Locks an experiment for a move of who acts, until the commit; or says why not. */
export async function lockExperiment(
  tx: Tx,
  actor: Actor,
  { id, move }: { id: string; move: ExperimentMove },
): Promise<ExperimentRow | Refusal> {
  const row = await tx.findOne(experiments, { where: { id: storable(id) }, lock: { mode: 'pessimistic_write' } });
  if (!row) return notFound('experiment', id);
  const refused = await refuse(tx, actor, { modelId: row.modelId, thing: { what: 'experiment', id } });
  const wrong = moveProblem(move, row.state);
  return refused ?? (wrong ? asItStands(row, wrong) : row);
}

/** A problem with an experiment that the actor may see: the answer shows it as it stands. */
export function asItStands({ id, modelId }: ExperimentRow, problem: Problem): Refusal {
  return { ...problem, about: { subjectId: id, modelId } };
}

/** What was done with an experiment: as people read it in the trail. */
export interface Moved {
  /** Past tense: experiment.started. */
  action: string;
  summary: string;
  after: ExperimentRow;
  detail?: Record<string, unknown>;
  /** Whether people are told. */
  notify?: boolean;
}

/** Writes an experiment as it is after a move, under the next revision, with the one event that tells of it. */
export async function saveMoved(tx: Tx, actor: Actor, moved: Moved): Promise<void> {
  const { action, summary, after, detail, notify = false } = moved;
  const { id, modelId, revision, state, createdById } = after;
  await tx.save(experiments, { ...after, revision: revision + 1 });
  const told = { ...detail, state, revision: revision + 1, createdById, open: state !== 'DECIDED' };
  await append(tx, actor, { action, subjectId: id, modelId, summary, detail: told, notify });
}
