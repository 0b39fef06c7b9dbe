import type { Db } from '@handoff/kit/database/database';
import { listenOn } from '@handoff/kit/database/listen';
import {
  type Change,
  changedBetween,
  changesAfter,
  lastSealed,
  sealedChannel,
  type Wanted,
} from '@handoff/kit/event/sealed';
import type { Log } from '@handoff/kit/log';
import { startLoop } from '@handoff/kit/loop';

/** Told what changed, in the order of the trail. */
export type Follower = (changes: readonly Change[]) => void;

/** The audit trail as it grows: one connection listens for all who follow, and one statement reads for all. */
export interface Feed {
  /** The place in the trail up to which everybody was told. */
  position(): number;
  /** Returns how to stop following. */
  follow(follower: Follower): () => void;
  /** What changed between two places, by the id of each thing; at most so many. */
  between(
    places: readonly [number, number],
    what: { wanted: Wanted; most: number },
  ): Promise<{ id: string; seq: number }[]>;
  close(): Promise<void>;
}

export interface FeedOptions {
  db: Db;
  /** Of the same database. */
  url: string;
  log: Log;
}

const batch = 1000;
/** Looked at by itself this often, should a notification not arrive. */
const anywayMs = 5_000;

/** Follows the trail from its end on. Throws when the database cannot be reached. */
export async function openFeed({ db, url, log }: FeedOptions): Promise<Feed> {
  const followers = new Set<Follower>();
  let position = await lastSealed(db);
  const round = async () => {
    const changes = await changesAfter(db, position, batch);
    for (const follower of followers) follower(changes);
    position = changes.at(-1)?.seq ?? position;
    return changes.length === batch ? 0 : anywayMs;
  };
  const loop = startLoop({ name: 'Following what changes', log, round, longestPause: 1000 });
  const does = 'hears of changes';
  const on = { channel: sealedChannel, application: 'handoff-live', does, log, heard: loop.wake };
  const listening = await listenOn(url, on).catch(async error => {
    await loop.stop();
    throw error;
  });
  return {
    position: () => position,
    follow: follower => {
      followers.add(follower);
      return () => void followers.delete(follower);
    },
    between: (places, what) => changedBetween(db, places, what),
    close: async () => void (await Promise.all([listening.stop(), loop.stop()])),
  };
}

/** A feed that is opened when it is first asked for; one that could not be opened is tried anew. */
export function laterFeed(open: () => Promise<Feed>): { open(): Promise<Feed>; close(): Promise<void> } {
  let opening: Promise<Feed> | null = null;
  return {
    open: () => {
      opening ??= open().catch(error => {
        opening = null;
        throw error;
      });
      return opening;
    },
    close: async () => (await opening?.catch(() => null))?.close(),
  };
}
