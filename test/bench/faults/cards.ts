import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalSlack } from '@handoff/bot/local-slack/local-slack';
import { type Db, rows } from '@handoff/kit/database/database';

/** What a Slack shows twice, beside how often the bot was killed between Slack's answer and its own note of it. */
export interface CardWatch {
  /** To be called while the bot is dead. */
  killed(db: Db): Promise<void>;
  /** Kills that fell there. */
  between(): number;
  /** Cards that stand somewhere beside another one of the same thing. */
  duplicates(): number;
  /** All cards. */
  cards(): number;
}

/** Watches a Slack. What it holds and the bot has not noted, once the bot is dead, fell there. */
export function watchCards(slack: LocalSlack): CardWatch {
  const orphans = new Set<string>();
  let between = 0;
  return {
    killed: async db => {
      // What had left it when it died still arrives.
      await sleep(50);
      const noted = await rows<{ place: string }>(db, `SELECT channel || ' ' || ts AS place FROM bot.card`);
      const known = new Set(noted.map(({ place }) => place));
      const fresh = cardsOf(slack).filter(({ place }) => !known.has(place) && !orphans.has(place));
      if (fresh.length > 0) between += 1;
      for (const { place } of fresh) orphans.add(place);
    },
    between: () => between,
    duplicates: () => {
      const all = cardsOf(slack);
      return all.length - new Set(all.map(({ key }) => key)).size;
    },
    cards: () => cardsOf(slack).length,
  };
}

interface Card {
  /** What it shows, and where it was wanted. */
  key: string;
  /** Channel and timestamp. */
  place: string;
}

function cardsOf({ workspace }: LocalSlack): Card[] {
  return [...workspace.messages.values()].flat().flatMap(({ channel, ts, metadata }) => {
    const { subject, destination } = metadata?.event_payload ?? {};
    return subject === undefined ? [] : [{ key: `${subject} ${destination}`, place: `${channel} ${ts}` }];
  });
}
