import { rows, type Tx } from '@handoff/kit/database/database';
import { grouped } from '@handoff/kit/loader';
import { wishAll } from '../outbox-rows.ts';
import { hold, letGo } from './held-rows.ts';
import { keepNotes, type NoteRow } from './note-rows.ts';
import { type Arrival, type Places, type Plan, planOf, type Telling } from './plan.ts';
import { arrive, type Drawing } from './storm-rows.ts';

/** Writes down all that notifications lead to: cards, notes, roll-ups, and what is held. Nothing is sent yet. */
export async function tellAll(tx: Tx, tellings: readonly Telling[]): Promise<void> {
  const places = await placesOf(
    tx,
    tellings.map(({ subjectId }) => subjectId),
  );
  const plans = tellings.map(telling => planOf(telling, places(telling.subjectId)));
  await keepNotes(
    tx,
    plans.flatMap(({ note }) => (note ? [{ ...note, detail: null } satisfies NoteRow] : [])),
  );
  const drawn = [
    ...(await allArrive(tx, plans)),
    ...plans.flatMap(({ wishes }) => wishes.map(each => ({ ...each, inSeconds: 0 }))),
  ];
  await letGo(tx, drawn);
  await hold(tx, lastOf(plans.flatMap(({ held }) => held)));
  const traces = tracesOf(tellings);
  await wishAll(
    tx,
    drawn.map(each => ({ ...each, trace: traces.get(each.subjectId) ?? null })),
  );
}

/** By which trace each thing is told, and what is said below its card. */
function tracesOf(tellings: readonly Telling[]): Map<string, string | null> {
  return new Map(
    tellings.flatMap(({ notificationId, subjectId, trace = null }) => [
      [subjectId, trace] as const,
      [`nte_${notificationId}`, trace] as const,
    ]),
  );
}

// In one statement: a card leaves the outbox after it is noted, so that it is always found in one of the two.
const placesSql = `
  SELECT c.subject_id AS "subjectId", c.destination, true AS known FROM bot.card c WHERE c.subject_id = ANY($1::text[])
  UNION ALL
  SELECT o.subject_id, o.destination, false FROM bot.outbox o
  WHERE o.subject_id = ANY($1::text[]) AND o.state = 'DUE' AND NOT EXISTS (
    SELECT FROM bot.card c WHERE c.subject_id = o.subject_id AND c.destination = o.destination)
  ORDER BY 2`;

interface PlaceRow {
  subjectId: string;
  destination: string;
  known: boolean;
}

async function placesOf(tx: Tx, subjectIds: readonly string[]): Promise<(subjectId: string) => Places> {
  const found = grouped(await rows<PlaceRow>(tx, placesSql, [subjectIds]), ({ subjectId }) => subjectId);
  return subjectId => {
    const places = found.get(subjectId) ?? [];
    const those = (known: boolean) =>
      new Set(places.filter(each => each.known === known).map(({ destination }) => destination));
    return { known: those(true), awaited: those(false) };
  };
}

async function allArrive(tx: Tx, plans: readonly Plan[]): Promise<Drawing[]> {
  const byPlace = new Map<string, Map<string, Arrival>>();
  for (const arrival of plans.flatMap(({ arrivals }) => arrivals)) {
    const here = byPlace.get(arrival.destination) ?? new Map<string, Arrival>();
    byPlace.set(arrival.destination, here.set(arrival.subjectId, arrival));
  }
  const drawn: Drawing[] = [];
  // Always in the same order, so that two processes never wait for each other.
  for (const [destination, here] of [...byPlace].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    drawn.push(...(await arrive(tx, destination, [...here.values()])));
  return drawn;
}

function lastOf<T extends { subjectId: string; destination: string }>(all: readonly T[]): T[] {
  return [...new Map(all.map(each => [`${each.subjectId} ${each.destination}`, each])).values()];
}
