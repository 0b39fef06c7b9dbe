import { system } from '@handoff/kit/actor';
import { columns } from '@handoff/kit/database/columns';
import { type Db, rows, type Tx, write } from '@handoff/kit/database/database';
import { inUtc } from '@handoff/kit/text';
import { shownNumber } from '../number.ts';
import { patience } from './alert.ts';
import { keepChanges } from './change.ts';
import { changeByItself, endedSql, type Open, type OwnMove } from './found.ts';
import { alerts } from './table.ts';

const batch = 100;

/** What the history says when time ended a silence. */
export const silenceIsOver = 'The time of the silence is up.';

/**
 * Does what time brings about: silences end, with a word on what ended meanwhile, and what nobody saw to goes to the
 * next. Several processes at once take different alerts. Returns how many there were.
 */
export function moveByTime(db: Db, now: Date): Promise<number> {
  return write(db, async tx => {
    const due = await lockDue(tx, now);
    const changes = due.map(alert => changeByItself(alert, moveOf(alert, now))).filter(change => change !== null);
    await keepChanges(tx, system('monitoring'), changes);
    return due.length;
  });
}

// Silences of alerts whose monitor is evaluated end with its next look, which knows whether they still are what they were.
function lockDue(tx: Tx, now: Date): Promise<Open[]> {
  const sql = `SELECT ${columns(alerts, 'a')}, ${endedSql} AS ended
    FROM monitoring.alert a
    WHERE (a.silenced_until <= $1 AND (a.state = 'RESOLVED' OR a.state = 'SILENCED'
        AND NOT EXISTS (SELECT FROM monitoring.monitor mo WHERE mo.id = a.monitor_id AND mo.enabled AND mo.kind <> 'EXTERNAL')))
      OR (a.escalates_at <= $1 AND a.state = 'FIRING' AND (a.cause_id IS NULL OR a.told))
    ORDER BY a.id LIMIT ${batch} FOR UPDATE OF a SKIP LOCKED`;
  return rows(tx, sql, [now]);
}

function moveOf(alert: Open, now: Date): OwnMove {
  const { state, severity, ended } = alert;
  if (state === 'FIRING') {
    return {
      move: 'ESCALATE',
      now,
      note: `Nobody acknowledged it within ${shownNumber(patience[severity] ?? 0)} minutes.`,
    };
  }
  if (state === 'SILENCED') return { move: 'UNSILENCE', now, note: silenceOver(ended) };
  return { move: 'SILENCE_OVER', now, note: `${silenceIsOver} ${endedWords(alert)}` };
}

/** What is said when a silence is over of what still goes on. ended: how many times it ended meanwhile. */
export function silenceOver(ended: number): string {
  if (ended === 0) return silenceIsOver;
  return `${silenceIsOver} Meanwhile it ended ${ended === 1 ? 'once' : `${shownNumber(ended)} times`}, and came back.`;
}

function endedWords({ resolvedAt, ended }: Open): string {
  const before = ended > 1 ? `, after it had ended and come back ${ended === 2 ? 'once' : `${ended - 1} times`}` : '';
  return `It ended by itself at ${resolvedAt === null ? 'some time' : inUtc(resolvedAt)}${before}.`;
}
