import { system } from '@handoff/kit/actor';
import { rows, type Tx } from '@handoff/kit/database/database';
import { upsertAll } from '@handoff/kit/database/insert';
import { grouped } from '@handoff/kit/loader';
import type { Findings, Found, Look } from '../monitor/kind/kind.ts';
import { kindOf } from '../monitor/kind/kinds.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { ruleOf } from '../monitor/rule.ts';
import { keepChanges, type Last, lastOf, takeOverSilences } from './change.ts';
import type { Claimed } from './claim.ts';
import { type Followed, fingerprintOf, follow, type Thing } from './follow.ts';
import { noteSightings, type Open, openOfMonitors } from './found.ts';
import { pictures } from './table.ts';
import { outdated, troubleOf } from './trouble.ts';

/** What was claimed, looked at, and found. */
export interface Evaluated {
  claimed: Claimed;
  looks: readonly Look[];
  findings: Findings;
  now: Date;
}

/**
 * Draws the consequences of what was found, for the monitors that are still held under the lease: whose lease ran out,
 * or who was saved meanwhile, is left to others. As many statements for many monitors as for one.
 */
export async function settle(tx: Tx, evaluated: Evaluated): Promise<void> {
  const { claimed, now } = evaluated;
  const held = await noteEvaluated(tx, evaluated);
  const mine = claimed.monitors.filter(({ id }) => held.has(id));
  const open = grouped(await openOfMonitors(tx, [...held]), alert => alert.monitorId ?? '');
  const things = thingsOf(evaluated, mine, open);
  const followed = (await withLast(tx, things.filter(isOfMatter))).map(follow);
  const ended = mine.flatMap(monitor => outdated(monitor, open.get(monitor.id) ?? [], now));
  await keep(tx, [...followed, ...ended], now);
}

async function keep(tx: Tx, followed: readonly Followed[], now: Date): Promise<void> {
  const changes = followed.flatMap(each => each.changes);
  await keepChanges(tx, system('monitoring'), changes);
  await takeOverSilences(tx, changes);
  await noteSightings(
    tx,
    followed.flatMap(({ sighting }) => sighting ?? []),
    now,
  );
  const taken = followed.flatMap(({ picture }) => (picture ? [{ ...picture, takenAt: now }] : []));
  if (taken.length > 0) await upsertAll(tx, [{ table: pictures, rows: taken }]);
}

/** Lets go of the monitors, and notes that they were evaluated; answers those that were still held. */
async function noteEvaluated(tx: Tx, { claimed, looks, findings, now }: Evaluated): Promise<Set<string>> {
  const troubles = new Map(findings.troubles.map(({ place, message }) => [looks[place]?.monitor.id, message]));
  const sql = `WITH noted AS (UPDATE monitoring.monitor mo SET lease = NULL, leased_until = NULL, due_at = e.due_at, trouble = e.trouble,
      last_evaluated_at = CASE WHEN e.trouble IS NULL THEN $2::timestamptz ELSE mo.last_evaluated_at END
    FROM unnest($3::text[], $4::timestamptz[], $5::text[]) AS e(id, due_at, trouble)
    WHERE mo.id = e.id AND mo.lease = $1 RETURNING mo.id) SELECT id FROM noted`;
  const { monitors } = claimed;
  const held = await rows<{ id: string }>(tx, sql, [
    claimed.lease,
    now,
    monitors.map(({ id }) => id),
    monitors.map(monitor => dueAfter(monitor, now)),
    monitors.map(({ id }) => troubles.get(id) ?? null),
  ]);
  return new Set(held.map(({ id }) => id));
}

/** How often a server of somebody else is asked. */
const querySeconds = 60;

function dueAfter(monitor: Monitor, now: Date): Date {
  const seconds = monitor.prometheus ? querySeconds : (kindOf(monitor).everySeconds ?? 0);
  return new Date(now.getTime() + seconds * 1000);
}

/** What monitors look at: all that was found, and all that has an open alert. */
function thingsOf(
  { looks, findings }: Evaluated,
  mine: readonly Monitor[],
  open: ReadonlyMap<string, Open[]>,
): Omit<Thing, 'last'>[] {
  const found = grouped(findings.found, ({ place }) => looks[place]?.monitor.id ?? '');
  const failed = new Map(findings.troubles.map(trouble => [trouble.place, trouble]));
  const places = grouped(
    looks.map((look, place) => ({ ...look, place })),
    ({ monitor }) => monitor.id,
  );
  return mine.flatMap(monitor => {
    const own = places.get(monitor.id) ?? [];
    const alerts = open.get(monitor.id) ?? [];
    const looked = own.filter(({ place }) => !failed.has(place));
    const troubled = troubleOf(monitor, { looks: own, failed, alerts });
    if (looked.length === 0) return troubled;
    const parts = partsOf(monitor, { found: found.get(monitor.id) ?? [], alerts });
    return [
      ...troubled,
      ...parts.map(({ part, alert, byPlace }) => ({
        ...{ monitor, alert, severity: monitor.severity, fingerprint: fingerprintOf(monitor, part) },
        rule: (each: Found | null) => ruleOf(monitor, each),
        seen: looked.map(({ at, place }) => ({ at, found: byPlace.get(place) ?? null })),
      })),
    ];
  });
}

interface Part {
  part: string;
  alert: Open | null;
  byPlace: Map<number, Found>;
}

function partsOf(monitor: Monitor, of: { found: readonly Found[]; alerts: readonly Open[] }): Part[] {
  const parts = new Map<string, Part>();
  const partNamed = (part: string) => {
    const fingerprint = fingerprintOf(monitor, part);
    const known = parts.get(part) ?? {
      ...{ part, alert: of.alerts.find(alert => alert.fingerprint === fingerprint) ?? null },
      byPlace: new Map<number, Found>(),
    };
    parts.set(part, known);
    return known;
  };
  for (const found of of.found) partNamed(found.part).byPlace.set(found.place, found);
  const whole = fingerprintOf(monitor, '');
  for (const { fingerprint } of of.alerts) {
    if (fingerprint === whole) partNamed('');
    else if (fingerprint.startsWith(`${whole}/`) && !fingerprint.endsWith('/trouble')) {
      partNamed(fingerprint.slice(whole.length + 1));
    }
  }
  return [...parts.values()];
}

/** Whether anything can follow: it is open, or was bad at some look. Of most things nothing does. */
function isOfMatter(thing: Omit<Thing, 'last'>): boolean {
  return thing.alert !== null || thing.seen.some(({ found }) => found !== null && mayBreach(thing, found));
}

/** Things with the last alert about each, where none is open. One statement. */
async function withLast(tx: Tx, things: readonly Omit<Thing, 'last'>[]): Promise<Thing[]> {
  const opening = things.filter(({ alert }) => alert === null);
  const last = await lastOf(
    tx,
    opening.map(({ monitor, fingerprint }) => ({ modelId: monitor.modelId, monitorId: monitor.id, fingerprint })),
  );
  const known = new Map<string, Last | null>(opening.map(({ fingerprint }, i) => [fingerprint, last[i] ?? null]));
  return things.map(thing => ({ ...thing, last: known.get(thing.fingerprint) ?? null }));
}

function mayBreach({ rule }: Omit<Thing, 'last'>, found: Found): boolean {
  const { op, threshold, noData } = rule(found);
  if (found.value === null) return noData === 'alert';
  return op === '<' ? found.value < threshold : found.value >= threshold;
}
