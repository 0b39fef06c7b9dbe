import { columns } from '@handoff/kit/database/columns';
import { type Db, firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { type CardRow, cardTable } from './table.ts';

/** Where a message is. */
export interface MessagePlace {
  channel: string;
  ts: string;
}

const select = `SELECT ${columns(cardTable, 'c')} FROM bot.card c`;

/** A thing's card at a destination, or null. */
export function cardFor(reader: Reader, subjectId: string, destination: string): Promise<CardRow | null> {
  return firstRow(reader, `${select} WHERE c.subject_id = $1 AND c.destination = $2`, [subjectId, destination]);
}

/** All cards of a thing. */
export function cardsOf(reader: Reader, subjectId: string): Promise<CardRow[]> {
  return rows(reader, `${select} WHERE c.subject_id = $1 ORDER BY c.destination`, [subjectId]);
}

/** Notes where a new card is; a second one for the same destination does not replace the first. */
export async function noteCard(db: Db, card: Omit<CardRow, 'draws'>): Promise<void> {
  const { subjectId, destination, channel, ts, revision } = card;
  await db.query(
    `INSERT INTO bot.card (subject_id, destination, channel, ts, revision, draws) VALUES ($1, $2, $3, $4, $5, 0)
     ON CONFLICT DO NOTHING`,
    [subjectId, destination, channel, ts, revision],
  );
}

/** Forgets a card whose message is gone. */
export async function forgetCard(db: Db, { channel, ts }: MessagePlace): Promise<void> {
  await db.query('DELETE FROM bot.card WHERE channel = $1 AND ts = $2', [channel, ts]);
}

/** Begins to edit a card; null when it shows a newer revision already. Answers the number of this edit. */
export async function beginDraw(db: Db, { channel, ts }: MessagePlace, revision: number): Promise<number | null> {
  const [[begun]] = (await db.query(
    'UPDATE bot.card SET draws = draws + 1 WHERE channel = $1 AND ts = $2 AND revision <= $3 RETURNING draws',
    [channel, ts, revision],
  )) as [{ draws: number }[], number];
  return begun?.draws ?? null;
}

/** Ends an edit; false when another one began meanwhile, so that nobody knows which of the two is seen. */
export async function endDraw(db: Db, { channel, ts }: MessagePlace, drawn: Drawn): Promise<boolean> {
  const [, changed] = (await db.query(
    'UPDATE bot.card SET revision = greatest(revision, $3) WHERE channel = $1 AND ts = $2 AND draws = $4',
    [channel, ts, drawn.revision, drawn.draw],
  )) as [unknown[], number];
  return changed === 1;
}

/** What an edit showed: the revision, and the number that beginDraw gave. */
export interface Drawn {
  revision: number;
  draw: number;
}
