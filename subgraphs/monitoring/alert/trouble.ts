import type { Rule } from '../monitor/evaluate.ts';
import type { Found, Look, Trouble } from '../monitor/kind/kind.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { type Alert, troublePart } from './alert.ts';
import { type Followed, fingerprintOf, type Thing } from './follow.ts';
import { changeByItself, type Open } from './found.ts';

/** So long a monitor must fail to be evaluated before somebody is told. */
const forSec = 300;
const rule: Rule = { op: '>', threshold: 0, clearThreshold: 0, forSec, keepFiringSec: 0, noData: 'keep' };

interface Tried {
  looks: readonly (Look & { place: number })[];
  /** Why looks could not be made, by their places. */
  failed: ReadonlyMap<number, Trouble>;
  alerts: readonly Open[];
}

/** That a monitor cannot be evaluated is a thing of its own: people rely on it, and would take its silence for good news. */
export function troubleOf(monitor: Monitor, { looks, failed, alerts }: Tried): Omit<Thing, 'last'>[] {
  const fingerprint = `${fingerprintOf(monitor, '')}/${troublePart}`;
  const alert = alerts.find(each => each.fingerprint === fingerprint) ?? null;
  const told = looks.some(({ place }) => isTold(failed.get(place)));
  if (!alert && !told) return [];
  const seen = looks.map(({ at, place }) => ({ at, found: foundOf(monitor, { place, trouble: failed.get(place) }) }));
  return [{ monitor, fingerprint, rule: () => rule, severity: 'WARNING', seen, alert }];
}

function isTold(trouble: Trouble | undefined): boolean {
  return trouble !== undefined && !trouble.ours;
}

function foundOf(monitor: Monitor, { place, trouble }: { place: number; trouble: Trouble | undefined }): Found {
  return {
    ...{ place, part: troublePart, deploymentId: null, environment: null, threshold: 0 },
    // Of what Handoff itself failed at, nothing is known.
    value: trouble === undefined ? 0 : isTold(trouble) ? 1 : null,
    title: `“${monitor.name}” cannot be evaluated`,
    sentence: () => `${trouble?.message ?? ''} Until this is mended, nobody is told of what this monitor watches.`,
  };
}

/** Ends the alerts of a monitor that looks at something else by now. */
export function outdated(monitor: Monitor, open: readonly Alert[], now: Date): Followed[] {
  const current = fingerprintOf(monitor, '');
  const old = open.filter(({ fingerprint }) => fingerprint !== current && !fingerprint.startsWith(`${current}/`));
  return old.map(alert => {
    const note = 'Its monitor watches something else by now.';
    const change = changeByItself(alert, { move: 'RESOLVE', now, note });
    return { changes: change ? [change] : [], sighting: null, picture: null };
  });
}
