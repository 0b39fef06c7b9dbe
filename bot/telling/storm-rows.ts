import { firstRow, type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { Arrival, Wished } from './plan.ts';
import { calmSeconds, type EarlierArrival, forecast, stormPaceSeconds } from './storm.ts';

/** What is to be drawn after alerts came to a place; inSeconds: not before. */
export interface Drawing extends Wished {
  inSeconds: number;
}

/** Notes alerts that came to one place, and answers what is to be drawn there. Places are locked one after the other. */
export async function arrive(tx: Tx, destination: string, arrivals: readonly Arrival[]): Promise<Drawing[]> {
  await rows(tx, 'SELECT pg_advisory_xact_lock(hashtext($1))', [`storm ${destination}`]);
  const open = await firstRow<{ id: string }>(
    tx,
    'SELECT id FROM bot.storm WHERE destination = $1 AND ended_at IS NULL',
    [destination],
  );
  const result = forecast(arrivals, {
    stormId: open?.id ?? null,
    recent: open ? 0 : await countRecent(tx, destination),
    earlier: await earlierOf(tx, destination, arrivals),
  });
  const stormId = result.begins ? await begin(tx, destination) : (open?.id ?? null);
  if (stormId !== null && result.rolledUp.length > 0) await grow(tx, stormId);
  await note(tx, result.rolledUp, stormId);
  await note(tx, result.single, null);
  await note(tx, result.anew, null);
  const storms = [...(stormId !== null && result.rolledUp.length > 0 ? [stormId] : []), ...result.redrawn];
  const drawn = await Promise.all([...new Set(storms)].map(id => stormDrawing(tx, { subjectId: id, destination })));
  const cards = [...result.single, ...result.anew];
  return [...drawn, ...cards.map(({ subjectId }) => ({ subjectId, destination, inSeconds: 0 }))];
}

async function countRecent(tx: Tx, destination: string): Promise<number> {
  const sql = `SELECT count(*) AS n FROM bot.arrival
    WHERE destination = $1 AND at > clock_timestamp() - interval '1 minute' AND storm_id IS NULL`;
  return Number((await firstRow<{ n: string }>(tx, sql, [destination]))?.n ?? 0);
}

function earlierOf(tx: Tx, destination: string, arrivals: readonly Arrival[]): Promise<EarlierArrival[]> {
  const sql = `SELECT a.subject_id AS "subjectId", a.storm_id AS "stormId", s.ended_at IS NOT NULL AS over
    FROM bot.arrival a LEFT JOIN bot.storm s ON s.id = a.storm_id
    WHERE a.destination = $1 AND a.subject_id = ANY($2::text[])`;
  return rows(tx, sql, [destination, arrivals.map(({ subjectId }) => subjectId)]);
}

// What of the last minute nobody has seen yet, and nobody is just posting, becomes part of the storm.
const takeBackSql = `DELETE FROM bot.outbox o USING bot.arrival a
  WHERE a.destination = $1 AND a.at > clock_timestamp() - interval '1 minute' AND a.storm_id IS NULL
    AND o.destination = a.destination AND o.subject_id = a.subject_id AND o.posting_at IS NULL
    AND (o.leased_until IS NULL OR o.leased_until < clock_timestamp())
    AND NOT EXISTS (SELECT FROM bot.card c WHERE c.subject_id = a.subject_id AND c.destination = a.destination)
  RETURNING o.subject_id AS id`;

async function begin(tx: Tx, destination: string): Promise<string> {
  const id = newId('stm');
  await rows(
    tx,
    `INSERT INTO bot.storm (id, destination, began_at, last_at) VALUES ($1, $2,
       coalesce((SELECT min(at) FROM bot.arrival WHERE destination = $2 AND storm_id IS NULL
         AND at > clock_timestamp() - interval '1 minute'), clock_timestamp()), clock_timestamp())`,
    [id, destination],
  );
  const [taken] = (await tx.query(takeBackSql, [destination])) as [{ id: string }[], number];
  await rows(tx, 'UPDATE bot.arrival SET storm_id = $1 WHERE destination = $2 AND subject_id = ANY($3::text[])', [
    ...[id, destination],
    taken.map(each => each.id),
  ]);
  return id;
}

async function grow(tx: Tx, stormId: string): Promise<void> {
  await rows(tx, 'UPDATE bot.storm SET last_at = clock_timestamp() WHERE id = $1', [stormId]);
}

async function note(tx: Tx, arrivals: readonly Arrival[], stormId: string | null): Promise<void> {
  if (arrivals.length === 0) return;
  await rows(
    tx,
    `INSERT INTO bot.arrival (destination, subject_id, at, model, storm_id)
     SELECT d, s, clock_timestamp(), m, $4 FROM unnest($1::text[], $2::text[], $3::text[]) AS t(d, s, m)
     ON CONFLICT (destination, subject_id) DO UPDATE SET storm_id = excluded.storm_id`,
    [
      arrivals.map(each => each.destination),
      arrivals.map(each => each.subjectId),
      // A title may hold a character that PostgreSQL cannot store.
      arrivals.map(({ model }) => model?.replaceAll('\0', '') ?? null),
      stormId,
    ],
  );
}

/** When a storm's message is drawn: at once, or when it has rested. */
async function stormDrawing(reader: Reader, { subjectId, destination }: Wished): Promise<Drawing> {
  const sql = `SELECT greatest(0, ${stormPaceSeconds} - extract(epoch FROM clock_timestamp() - drawn_at)) AS wait
    FROM bot.storm WHERE id = $1`;
  const found = await firstRow<{ wait: string | null }>(reader, sql, [subjectId]);
  return { subjectId, destination, inSeconds: Number(found?.wait ?? 0) };
}

/** Ends storms in which nothing came for long enough; answers their messages, which say so when they are drawn. */
export async function endStorms(reader: Reader): Promise<Wished[]> {
  const [ended] = (await reader.query(
    `UPDATE bot.storm SET ended_at = clock_timestamp()
     WHERE ended_at IS NULL AND last_at < clock_timestamp() - interval '${calmSeconds} seconds'
     RETURNING id AS "subjectId", destination`,
  )) as [Wished[], number];
  return ended;
}

/** A storm as its message shows it. */
export interface StormState {
  destination: string;
  beganAt: Date;
  endedAt: Date | null;
  alerts: number;
  /** How many of each model, the most first; model null: of none. Ten at most. */
  models: { model: string | null; alerts: number }[];
  /** Ids of the newest, newest first. */
  newest: string[];
}

/** Reads a storm, and notes that its message is drawn now; null when there is none. */
export async function readStorm(reader: Reader, id: string): Promise<StormState | null> {
  const [[found]] = (await reader.query(
    `UPDATE bot.storm SET drawn_at = clock_timestamp() WHERE id = $1
     RETURNING destination, began_at AS "beganAt", ended_at AS "endedAt"`,
    [id],
  )) as [Pick<StormState, 'destination' | 'beganAt' | 'endedAt'>[], number];
  if (!found) return null;
  const models = await rows<{ model: string | null; alerts: string }>(
    reader,
    'SELECT model, count(*) AS alerts FROM bot.arrival WHERE storm_id = $1 GROUP BY model ORDER BY 2 DESC, 1',
    [id],
  );
  const newest = await rows<{ id: string }>(
    reader,
    'SELECT subject_id AS id FROM bot.arrival WHERE storm_id = $1 ORDER BY at DESC, subject_id DESC LIMIT 5',
    [id],
  );
  const counted = models.map(each => ({ ...each, alerts: Number(each.alerts) }));
  return {
    ...found,
    alerts: counted.reduce((sum, { alerts }) => sum + alerts, 0),
    models: counted.slice(0, 10),
    newest: newest.map(each => each.id),
  };
}

/** Forgets storms and arrivals of more than a week ago. */
export async function tidyStorms(reader: Reader): Promise<void> {
  const old = "clock_timestamp() - interval '7 days'";
  await reader.query(`DELETE FROM bot.arrival a WHERE a.at < ${old} AND NOT EXISTS (
    SELECT FROM bot.storm s WHERE s.id = a.storm_id AND (s.ended_at IS NULL OR s.ended_at > ${old}))`);
  await reader.query(`DELETE FROM bot.storm s WHERE s.ended_at < ${old}
    AND NOT EXISTS (SELECT FROM bot.arrival a WHERE a.storm_id = s.id)`);
}
