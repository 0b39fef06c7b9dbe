import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import { countRows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { refuse } from '../permission.ts';
import { takeTurn } from '../turn.ts';
import { ownProblem } from './made-itself/own.ts';
import { type Monitor, type MonitorWish, monitorFields } from './monitor.ts';
import { monitorFrom } from './saved.ts';
import { monitors } from './table.ts';
import { wished, wishProblem } from './wish.ts';

export interface SaveMonitor {
  id?: string | null;
  revision?: number | null;
  /** model: the id of the model. */
  monitor: MonitorWish & { model: string };
  idempotencyKey?: string | null;
}

const mostMonitors = 200;

/** Makes a monitor or changes one, which stays with its model. Needs MONITOR_EDIT on the model. */
export const saveMonitor: Command<SaveMonitor> = {
  name: 'saveMonitor',
  async run(tx, actor, input) {
    const before = input.id ? await tx.findOne(monitors, { where: { id: input.id } }) : null;
    if (input.id && !before) return notFound('monitor', input.id);
    const refusal = await refuseEdit(tx, actor, { before, input });
    if (refusal) return refusal;
    await takeTurn(tx, `monitors of ${input.monitor.model}`);
    const current = before ? await locked(tx, before.id, input.revision ?? null) : null;
    if (isProblem(current)) return about(current, before);
    const problem =
      wishProblem(input.monitor) ?? ownProblem(current, input.monitor) ?? (await unfit(tx, current, input.monitor));
    if (problem) return about(problem, before);
    const monitor = monitorOf(input.monitor, current);
    await tx.save(monitors, monitor);
    await append(tx, actor, {
      action: current ? 'monitor.changed' : 'monitor.made',
      subjectId: monitor.id,
      modelId: monitor.modelId,
      summary: `${current ? 'changed' : 'made'} the monitor "${monitor.name}"`,
      changes: changesBetween(current, monitor, monitorFields),
    });
    return done(monitor.id);
  },
};

async function refuseEdit(tx: Tx, actor: Actor, of: { before: Monitor | null; input: SaveMonitor }) {
  const { before, input } = of;
  const refusal = await refuse(tx, actor, {
    model: before?.modelId ?? input.monitor.model,
    ...(before && { thing: { what: 'monitor', id: before.id } }),
    permission: 'MONITOR_EDIT',
    rule: 'monitor-edit',
    message: 'Only who sets up the monitoring of this model may change its monitors: ask them.',
  });
  if (refusal || !before || before.modelId === input.monitor.model) return refusal;
  return invalid('monitor.model', 'This monitor belongs to another model, and stays there: make a new one here.');
}

async function locked(tx: Tx, id: string, revision: number | null): Promise<Monitor | Problem> {
  const current = await tx.findOneOrFail(monitors, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (revision === null || revision === current.revision) return current;
  const since = `(revision ${revision}, now ${current.revision})`;
  return conflict('STALE_REVISION', `This monitor changed since you saw it ${since}: look at it again, then save.`);
}

async function unfit(tx: Tx, current: Monitor | null, wish: SaveMonitor['monitor']): Promise<Problem | null> {
  const { name } = wished(wish);
  const holder = await tx.findOne(monitors, { where: { modelId: wish.model, name } });
  if (holder && holder.id !== current?.id) {
    return conflict(
      'NAME_TAKEN',
      `This model has a monitor "${name}" already: choose another name, or change that one.`,
    );
  }
  const count = await countRows(tx, 'FROM monitoring.monitor WHERE model_id = $1', [wish.model]);
  if (current || count < mostMonitors) return null;
  return invalid('monitor.model', `This model has ${count} monitors, and no more are taken: change one of them.`);
}

function monitorOf(wish: SaveMonitor['monitor'], current: Monitor | null): Monitor {
  const fields = wished(wish);
  return monitorFrom(fields, {
    id: current?.id ?? newId('mon'),
    modelId: wish.model,
    origin: current?.origin ?? 'PERSON',
    current,
  });
}

/** A problem with a monitor that is there says so, and the answer shows it as it stands. */
function about(problem: Problem, before: Monitor | null): Refusal {
  return before ? { ...problem, about: { subjectId: before.id, modelId: before.modelId } } : problem;
}
