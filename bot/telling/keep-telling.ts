import { type Db, write } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import type { Graph } from '../graph.ts';
import { outboxState, wishAll } from '../outbox-rows.ts';
import { release, untilNextHeld } from './held-rows.ts';
import { tidyNotes } from './note-rows.ts';
import { endStorms, tidyStorms } from './storm-rows.ts';

export interface TellingOptions {
  db: Db;
  /** Called when cards were asked for. */
  wake: () => void;
  /** The longest pause between two looks. */
  lookSeconds: number;
  log: Log;
}

const tidyEveryMs = 3_600_000;

/** Tells what was held when its hour has come, and ends storms when it is calm. In as many processes as there are. */
export function keepTelling({ db, wake, lookSeconds, log }: TellingOptions): Loop {
  const lookEveryMs = lookSeconds * 1000;
  let tidied = 0;
  return startLoop({
    name: 'Telling what was held',
    log,
    round: async () => {
      const drawn = await write(db, async tx => {
        const wished = [...(await release(tx)), ...(await endStorms(tx))];
        await wishAll(tx, wished);
        return wished.length;
      });
      if (drawn > 0) wake();
      if (Date.now() - tidied > tidyEveryMs) {
        await tidyStorms(db);
        await tidyNotes(db);
        tidied = Date.now();
      }
      return Math.min(lookEveryMs, Math.max(50, (await untilNextHeld(db)) ?? lookEveryMs));
    },
  });
}

export interface ReportOptions {
  db: Db;
  graph: Graph;
  /** The name under which the bot claims. */
  consumer: string;
  /** How often Slack asked to wait since this was last asked. */
  rateLimited: () => number;
  everySeconds: number;
  log: Log;
}

/** Says to the graph how the outbox stands, as often as that changes, and every five minutes. */
export function keepReporting({ db, graph, consumer, rateLimited, everySeconds, log }: ReportOptions): Loop {
  const reportEveryMs = everySeconds * 1000;
  let said = { text: '', at: 0 };
  return startLoop({
    name: 'Reporting how delivering goes',
    log,
    longestPause: 60_000,
    round: async () => {
      const { waiting, oldestAt, givenUp } = await outboxState(db);
      const input = { consumer, waiting, oldestWaitingAt: oldestAt?.toISOString() ?? null, givenUp };
      const text = JSON.stringify(input);
      const limited = rateLimited();
      if (text === said.text && limited === 0 && Date.now() - said.at < 300_000) return reportEveryMs;
      const { reportDelivery } = await graph.asBot('Report', { input: { ...input, rateLimited: limited } });
      if (reportDelivery?.problem)
        log.warn({ problem: reportDelivery.problem.message }, 'How delivering goes was not taken.');
      said = { text, at: Date.now() };
      return reportEveryMs;
    },
  });
}
