import { changesBetween } from '@handoff/kit/event/change';
import { invalid, type Problem } from '@handoff/kit/problem';
import type { Monitor, MonitorOrigin, MonitorWish } from '../monitor.ts';
import { wished } from '../wish.ts';

/** What people may set of a monitor that made itself: how it is told, not what is watched. */
export const theirs = [
  'windowMinutes',
  'forMinutes',
  'keepFiringMinutes',
  'minimumRows',
  'severity',
  'runbook',
  'enabled',
] as const satisfies (keyof Monitor)[];

const fixed = [
  ...['name', 'kind', 'environment', 'metric', 'feature', 'slice'],
  ...['comparator', 'threshold', 'objective', 'prometheus', 'reference'],
] as const;

const sources: Readonly<Record<MonitorOrigin, string>> = {
  PERSON: '',
  OBJECTIVE: 'follows an objective of the model',
  REQUIREMENT: 'follows a requirement of production',
  SYSTEM: 'is there while a day is set for the next validation',
};

/** What a wish may not change of a monitor that made itself: its source says what it watches, and would put it back. */
export function ownProblem(current: Monitor | null, wish: MonitorWish): Problem | null {
  if (!current || current.origin === 'PERSON') return null;
  if (current.withdrawn) {
    const message = 'This monitor is out of use: what it followed is not there any more. Make one of your own.';
    return invalid('monitor.enabled', message);
  }
  const [changed] = changesBetween(current, wished(wish), fixed);
  if (!changed) return null;
  const message = `This monitor ${sources[current.origin]}, which says what its ${changed.name} is: change that, or make a monitor of your own. Here you may set ${theirs.join(', ')}.`;
  return invalid(`monitor.${changed.name}`, message);
}
