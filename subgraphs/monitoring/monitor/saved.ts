import { changesBetween } from '@handoff/kit/event/change';
import { type Monitor, type Wished, watchedFields } from './monitor.ts';

/** What a monitor is beside what is wished of it. */
export interface Identity extends Pick<Monitor, 'id' | 'modelId' | 'origin'> {
  /** As it is until now; null: it is new. */
  current: Monitor | null;
}

/**
 * A monitor as it is saved. It is due at once, and whoever evaluates it at the moment does so in vain: it was another.
 * When it watches something else by now, its focus grows. Pure but for the clock.
 */
export function monitorFrom(fields: Wished, { current, ...identity }: Identity): Monitor {
  const turned = current !== null && changesBetween(current, fields, watchedFields).length > 0;
  return {
    ...fields,
    ...identity,
    revision: (current?.revision ?? 0) + 1,
    lastEvaluatedAt: current?.lastEvaluatedAt ?? null,
    focus: (current?.focus ?? 1) + (turned ? 1 : 0),
    savedAt: new Date(),
    ...{ dueAt: null, lease: null, leasedUntil: null, trouble: null, withdrawn: false },
  };
}
