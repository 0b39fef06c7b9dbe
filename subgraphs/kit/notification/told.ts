import type { Context } from '../context.ts';
import { type Reader, rows } from '../database/database.ts';
import { jsonText } from '../database/json.ts';
import { kept } from '../database/kept.ts';
import { type Batch, grouped } from '../loader.ts';

/** Who was told of a notification, where, and by which rule, as it was decided when it was claimed last. */
export interface ToldRow {
  notificationId: string;
  /** From 0, in the order they were found. */
  place: number;
  /** Id of the person or team; null when only a channel was told. */
  toId: string | null;
  channel: string | null;
  because: string;
  explanation: string;
  notBefore: Date | null;
}

/** What was decided of one notification. */
export type Decided = Omit<ToldRow, 'notificationId' | 'place'>;

const forgetSql = kept('DELETE FROM event.told WHERE notification_id = ANY($1::text[])');
const keepSql = kept(`INSERT INTO event.told (notification_id, place, to_id, channel, because, explanation, not_before)
  SELECT "notificationId", place, "toId", channel, because, explanation, "notBefore"
  FROM jsonb_to_recordset($1::jsonb) AS t("notificationId" text, place int, "toId" text, channel text, because text,
    explanation text, "notBefore" timestamptz)
  ON CONFLICT (notification_id, place) DO UPDATE SET to_id = excluded.to_id, channel = excluded.channel,
    because = excluded.because, explanation = excluded.explanation, not_before = excluded.not_before`);

/** What was decided of one notification. again: it was claimed before, so something may be kept of it. */
export interface Told {
  notificationId: string;
  again: boolean;
  decided: readonly Decided[];
}

/** Keeps what was decided of each notification in the place of what was decided before. Two statements at most. */
export async function keepTold(reader: Reader, told: readonly Told[]): Promise<void> {
  const all = told.flatMap(({ notificationId, decided }) =>
    decided.map((one, place) => ({ ...one, notificationId, place })),
  );
  const again = told.filter(each => each.again).map(({ notificationId }) => notificationId);
  if (again.length > 0) await rows(reader, forgetSql, [again]);
  if (all.length > 0) await rows(reader, keepSql, [jsonText(all)]);
}

/** What was decided of notifications, in its order. */
export const toldOf: Batch<string, ToldRow[]> = async (ids, context: Context) => {
  const sql = `SELECT t.notification_id AS "notificationId", t.place, t.to_id AS "toId", t.channel, t.because, t.explanation,
      t.not_before AS "notBefore"
    FROM event.told t WHERE t.notification_id = ANY($1::text[]) ORDER BY t.notification_id, t.place`;
  return grouped(await rows<ToldRow>(context.db, sql, [ids]), row => row.notificationId);
};
