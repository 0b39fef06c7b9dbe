/** Notes how a part that was started is to be ended; gives the part. */
export type Keep = <T>(part: T, end: (part: T) => Promise<unknown>) => T;

/** Something that runs. */
export interface Running {
  /** Ends all of it, the last part first. Rejects when one could not be ended, after all others were. */
  stop(): Promise<void>;
}

/** Starts parts one after the other. What was started is ended when a later one fails. */
export async function startAll<T extends object>(start: (keep: Keep) => Promise<T>): Promise<T & Running> {
  const started: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    for (let end = started.pop(); end; end = started.pop()) await end().catch(error => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    const parts = await start((part, end) => {
      started.push(() => end(part));
      return part;
    });
    return { ...parts, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}
