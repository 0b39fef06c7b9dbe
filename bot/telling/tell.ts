import { rows, type Tx } from '@handoff/kit/database/database';
import { wishAll } from '../outbox-rows.ts';
import { hold, letGo } from './held-rows.ts';
import { keepNotes, type NoteRow } from './note-rows.ts';
import { type Arrival, type Plan, planOf, type Telling } from './plan.ts';
import { arrive, type Drawing } from './storm-rows.ts';

/** Writes down all that notifications lead to: cards, notes, roll-ups, and what is held. Nothing is sent yet. */
export async function tellAll(tx: Tx, tellings: readonly Telling[]): Promise<void> {
  const known = await placesOf(
    tx,
    tellings.map(({ subjectId }) => subjectId),
  );
  const plans = tellings.map(telling => planOf(telling, known.get(telling.subjectId) ?? new Set()));
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
  await wishAll(tx, drawn);
}

async function placesOf(tx: Tx, subjectIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const sql = `SELECT c.subject_id AS "subjectId", c.destination FROM bot.card c
    WHERE c.subject_id = ANY($1::text[]) ORDER BY c.destination`;
  const places = new Map<string, Set<string>>();
  for (const { subjectId, destination } of await rows<{ subjectId: string; destination: string }>(tx, sql, [
    subjectIds,
  ]))
    places.set(subjectId, (places.get(subjectId) ?? new Set()).add(destination));
  return places;
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
