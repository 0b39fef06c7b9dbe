import { system } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { upsertAll } from '@handoff/kit/database/insert';
import { appendAll, type NewEvent } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { takeTurn } from '../../turn.ts';
import { type Monitor, monitorFields } from '../monitor.ts';
import { monitorFrom } from '../saved.ts';
import { monitors } from '../table.ts';
import { wished, wishProblem } from '../wish.ts';
import { theirs } from './own.ts';
import type { Wanted } from './wanted.ts';

/**
 * Makes the monitors of a model that make themselves as they are wanted: new ones are made, others changed, and those
 * that nothing wants any more are put out of use, with their verdicts and alerts kept. What people set of them stays.
 * Returns the ids of those that were put out of use now. Again, it changes nothing.
 */
export async function reconcile(tx: Tx, modelId: string, wanted: readonly Wanted[]): Promise<string[]> {
  await takeTurn(tx, `monitors of ${modelId}`);
  const known = await tx.find(monitors, { where: { modelId }, lock: { mode: 'pessimistic_write' } });
  const own = known.filter(({ origin }) => origin !== 'PERSON');
  const taken = new Set(known.filter(({ origin }) => origin === 'PERSON').map(({ name }) => name));
  const sound = wanted.filter(({ wish }) => wishProblem(wish) === null).map(each => renamed(each, taken));
  const kept = sound.map(each => made(each, modelId, own));
  const names = new Set(kept.map(({ name }) => name));
  const gone = own.filter(({ name, withdrawn }) => !names.has(name) && !withdrawn).map(withdrawnFrom);
  const changed = [...kept, ...gone].filter(monitor => differs(monitor, own));
  await upsertAll(tx, [{ table: monitors, rows: changed }]);
  await appendAll(
    tx,
    system('monitoring'),
    changed.map(monitor => eventOf(monitor, own)),
  );
  return gone.map(({ id }) => id);
}

function renamed({ origin, wish }: Wanted, taken: ReadonlySet<string>): Wanted {
  return taken.has(wish.name) ? { origin, wish: { ...wish, name: `${wish.name} (by itself)` } } : { origin, wish };
}

function made({ origin, wish }: Wanted, modelId: string, own: readonly Monitor[]): Monitor {
  const current = own.find(({ name }) => name === wish.name) ?? null;
  const fields = wished(wish);
  if (!current) return monitorFrom(fields, { id: newId('mon'), modelId, origin, current });
  const set = Object.fromEntries(theirs.map(field => [field, current[field]]));
  const enabled = current.withdrawn ? true : current.enabled;
  return monitorFrom({ ...fields, ...set, enabled }, { id: current.id, modelId, origin, current });
}

function withdrawnFrom(monitor: Monitor): Monitor {
  return {
    ...monitor,
    enabled: false,
    withdrawn: true,
    revision: monitor.revision + 1,
    lease: null,
    leasedUntil: null,
  };
}

function currentOf({ id }: Monitor, own: readonly Monitor[]): Monitor | null {
  return own.find(each => each.id === id) ?? null;
}

function differs(monitor: Monitor, own: readonly Monitor[]): boolean {
  return changesBetween(currentOf(monitor, own), monitor, [...monitorFields, 'withdrawn']).length > 0;
}

function eventOf(monitor: Monitor, own: readonly Monitor[]): NewEvent {
  const current = currentOf(monitor, own);
  const done = current === null ? 'made' : monitor.withdrawn ? 'put out of use' : 'changed';
  return {
    action: current === null ? 'monitor.made' : 'monitor.changed',
    subjectId: monitor.id,
    modelId: monitor.modelId,
    summary: `${done} the monitor "${monitor.name}", as what it follows says`,
    changes: changesBetween(current, monitor, monitorFields),
    detail: { origin: monitor.origin },
  };
}
