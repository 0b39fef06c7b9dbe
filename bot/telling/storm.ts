import type { Arrival } from './plan.ts';

/** More alerts than this in a minute, in one place, are one message. */
export const stormAbove = 5;
/** A storm is over when none came for so long, in seconds. */
export const calmSeconds = 60;
/** Its message is drawn anew at most once in so long, in seconds. */
export const stormPaceSeconds = 2;

/** What is known of an alert that came to a place before. */
export interface EarlierArrival {
  subjectId: string;
  stormId: string | null;
  /** Whether that storm is over. */
  over: boolean;
}

/** How things stand in one place when alerts come. */
export interface Weather {
  /** The storm that goes on; null: none. */
  stormId: string | null;
  /** Alerts that came within the last minute, those of storms left out. */
  recent: number;
  earlier: readonly EarlierArrival[];
}

/** What becomes of alerts that came to one place. */
export interface Forecast {
  /** A storm begins: with these alerts, and what of the last minute nobody has seen yet. */
  begins: boolean;
  /** Told of in the storm's message. */
  rolledUp: Arrival[];
  /** Told of by a card of their own; those that are there for the first time. */
  single: Arrival[];
  /** Storms whose message is to be drawn anew. */
  redrawn: string[];
  /** Alerts of a storm that is over which have something new to say. */
  anew: Arrival[];
}

/** What somebody must hear although the alert was rolled up before. */
const loud: ReadonlySet<string> = new Set(['alert.fired', 'alert.escalated', 'alert.unsilenced']);

/** What becomes of alerts that come to one place. Each alert is named once. Pure. */
export function forecast(arrivals: readonly Arrival[], { stormId, recent, earlier }: Weather): Forecast {
  const before = new Map(earlier.map(each => [each.subjectId, each]));
  const fresh = arrivals.filter(({ subjectId }) => !before.has(subjectId));
  const again = arrivals.flatMap(arrival => {
    const known = before.get(arrival.subjectId);
    return known ? [{ arrival, known }] : [];
  });
  const begins = stormId === null && recent + fresh.length > stormAbove;
  const storms = begins || stormId !== null;
  return {
    begins,
    rolledUp: storms ? fresh : [],
    single: [
      ...(storms ? [] : fresh),
      ...again.filter(({ known }) => known.stormId === null).map(each => each.arrival),
    ],
    redrawn: [...new Set(again.flatMap(({ known }) => (known.stormId !== null && !known.over ? [known.stormId] : [])))],
    anew: again
      .filter(({ known, arrival }) => known.stormId !== null && known.over && loud.has(arrival.kind))
      .map(each => each.arrival),
  };
}
