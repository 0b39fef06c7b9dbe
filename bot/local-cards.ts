import { type Db, rows } from '@handoff/kit/database/database';

const newest = 10;

/**
 * Asks for the cards anew that a Slack forgot: the local one lives in memory, so after a restart its conversations are
 * empty. The newest ten of each conversation come again, oldest first; what was said only once does not.
 */
export async function postCardsAnew(db: Db): Promise<void> {
  await rows(
    db,
    `WITH forgotten AS (DELETE FROM bot.card RETURNING subject_id, destination, ts),
       ranked AS (
         SELECT subject_id, destination, row_number() OVER (PARTITION BY destination ORDER BY ts COLLATE "C" DESC) AS rank
         FROM forgotten WHERE subject_id ~ '^(asg|pro|alr|hov|adv|exp|gap)_')
     INSERT INTO bot.outbox (subject_id, destination, wanted, redraw, state, attempts, due_at)
     SELECT subject_id, destination, 1, false, 'DUE', 0, clock_timestamp() - make_interval(secs => rank)
     FROM ranked WHERE rank <= ${newest}
     ON CONFLICT (subject_id, destination) DO NOTHING`,
  );
}
