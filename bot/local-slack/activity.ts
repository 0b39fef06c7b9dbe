/** Knows what is under way between the local Slack and the app. Times are milliseconds. */
export interface Activity {
  /** Counts a delivery as under way until the returned function is called. */
  deliveryStarted(): () => void;
  /** Counts a Web API call as under way until the returned function is called. */
  callStarted(changes: boolean): () => void;
  /** Does something and waits until the app has reacted to it, as `Patience` says. */
  reaction<T>(action: () => Promise<T>, patience?: (result: T) => Partial<Patience>): Promise<T>;
}

/** How long to wait for an app's reaction: for silence, for a first change, and at most (milliseconds). */
export interface Patience {
  quietMs: number;
  firstMs: number;
  mostMs: number;
}

const usualPatience: Patience = { quietMs: 150, firstMs: 1200, mostMs: 3000 };
const lookEveryMs = 15;

/** Starts counting. */
export function createActivity(): Activity {
  const state = { underWay: 0, changes: 0, lastCall: 0 };
  const begin = () => {
    state.underWay += 1;
    return () => {
      state.underWay -= 1;
      state.lastCall = performance.now();
    };
  };
  return {
    deliveryStarted: begin,
    callStarted: changes => {
      const end = begin();
      return () => {
        if (changes) state.changes += 1;
        end();
      };
    },
    reaction: async (action, patience) => {
      const before = state.changes;
      const result = await action();
      const limits = { ...usualPatience, ...patience?.(result) };
      const start = performance.now();
      const done = () => isDone({ ...state, changed: state.changes > before, start }, limits);
      while (!done()) await new Promise(resolve => setTimeout(resolve, lookEveryMs));
      return result;
    },
  };
}

interface Seen {
  underWay: number;
  changed: boolean;
  lastCall: number;
  start: number;
}

function isDone(seen: Seen, patience: Patience): boolean {
  const now = performance.now();
  if (now - seen.start > patience.mostMs) return true;
  if (seen.underWay > 0) return false;
  const quietSince = Math.max(seen.lastCall, seen.start);
  return now - quietSince >= (seen.changed ? patience.quietMs : patience.firstMs);
}
