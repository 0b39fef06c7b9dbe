import { type Reader, rows } from '../database/database.ts';
import { kept } from '../database/kept.ts';

/** How delivering goes, of one consumer. */
export interface DeliveryHealthRow {
  consumer: string;
  /** What nobody has taken yet, and what the consumer took and has not shown. */
  due: number;
  /** Since when the oldest of it waits. */
  oldestDueAt: Date | null;
  lagSeconds: number;
  /** Given up, here or by the consumer. */
  dead: number;
  lastClaimAt: Date | null;
  deliveredLastHour: number;
  retriedLastHour: number;
  rateLimitedLastHour: number;
}

/** What a deliverer says of what it took over. */
export interface DeliveryReport {
  consumer: string;
  /** How much it has not shown yet. */
  waiting: number;
  oldestWaitingAt: Date | null;
  /** How much it gave up. */
  givenUp: number;
  /** 429s met since it said so last. */
  rateLimited: number;
}

// What a deliverer said counts for ten minutes: one that is gone cannot take back that something waits.
const healthSql = kept(`
  WITH n AS (
    SELECT count(*)::int AS due, min(d.at) AS oldest FROM event.notification d
    WHERE d.state = 'DUE' OR (d.state = 'LEASED' AND d.leased_until < clock_timestamp())),
  dead AS (SELECT count(*)::int AS dead FROM event.notification d WHERE d.state = 'DEAD'),
  hour AS (
    SELECT consumer, sum(delivered)::int AS delivered, sum(retried)::int AS retried, sum(rate_limited)::int AS limited
    FROM event.delivery WHERE minute > clock_timestamp() - interval '1 hour' GROUP BY consumer),
  said AS (
    SELECT c.*, CASE WHEN fresh THEN c.waiting ELSE 0 END AS held, CASE WHEN fresh THEN c.oldest_waiting_at END AS held_since
    FROM (SELECT x.*, coalesce(x.reported_at > clock_timestamp() - interval '10 minutes', false) AS fresh FROM event.consumer x) c)
  SELECT c.name AS consumer, n.due + c.held AS due, least(n.oldest, c.held_since) AS "oldestDueAt",
    greatest(0, coalesce(extract(epoch FROM clock_timestamp() - least(n.oldest, c.held_since)), 0))::float8 AS "lagSeconds",
    dead.dead + c.given_up AS dead, c.last_claim_at AS "lastClaimAt", coalesce(h.delivered, 0) AS "deliveredLastHour",
    coalesce(h.retried, 0) AS "retriedLastHour", coalesce(h.limited, 0) AS "rateLimitedLastHour"
  FROM said c CROSS JOIN n CROSS JOIN dead LEFT JOIN hour h ON h.consumer = c.name ORDER BY c.name`);

/** How delivering goes, by consumer; none before the first claim. One statement. */
export function deliveryHealth(reader: Reader): Promise<DeliveryHealthRow[]> {
  return rows(reader, healthSql);
}

const countSql = kept(`INSERT INTO event.delivery AS d (consumer, minute, delivered, retried, rate_limited)
  VALUES ($1, date_trunc('minute', clock_timestamp()), $2, $3, $4)
  ON CONFLICT (consumer, minute) DO UPDATE SET delivered = d.delivered + excluded.delivered,
    retried = d.retried + excluded.retried, rate_limited = d.rate_limited + excluded.rate_limited`);

/** How often something happened while delivering. */
export interface Counted {
  delivered: number;
  retried: number;
  rateLimited: number;
}

/** Adds to what is counted of this minute. */
export async function countDeliveries(reader: Reader, consumer: string, counted: Counted): Promise<void> {
  const { delivered, retried, rateLimited } = counted;
  if (delivered + retried + rateLimited > 0) await rows(reader, countSql, [consumer, delivered, retried, rateLimited]);
}

/** Keeps what a deliverer says of itself. */
export async function keepReport(reader: Reader, report: DeliveryReport): Promise<void> {
  const { consumer, waiting, oldestWaitingAt, givenUp, rateLimited } = report;
  await rows(
    reader,
    `INSERT INTO event.consumer (name, last_claim_at, waiting, oldest_waiting_at, given_up, reported_at)
     VALUES ($1, clock_timestamp(), $2, $3, $4, clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET waiting = excluded.waiting, oldest_waiting_at = excluded.oldest_waiting_at,
       given_up = excluded.given_up, reported_at = excluded.reported_at`,
    [consumer, waiting, oldestWaitingAt, givenUp],
  );
  await countDeliveries(reader, consumer, { delivered: 0, retried: 0, rateLimited });
}
