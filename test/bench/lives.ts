import { asked } from './rounds.ts';

/** Handoff as it was started just now. */
export interface Started {
  url: string;
  /** Ends it at once, as kill -9 does. */
  kill(): void;
  stop(): Promise<void>;
}

/** Handoff that is killed and started again; who asks it waits while it is away. */
export class Lives {
  killed = 0;
  private readonly start: () => Promise<Started>;
  private now: Promise<Started>;

  private constructor(start: () => Promise<Started>, first: Started) {
    this.start = start;
    this.now = Promise.resolve(first);
  }

  static async begin(start: () => Promise<Started>): Promise<Lives> {
    return new Lives(start, await start());
  }

  /** Kills the one that lives now; the next is on its way at once. */
  kill(): void {
    const last = this.now;
    this.killed += 1;
    this.now = last.then(running => {
      running.kill();
      return this.start();
    });
  }

  /** Asks, once it is there; throws when it was cut off, or refused. */
  async ask<T>(token: string, query: string, variables: object = {}): Promise<T> {
    const { url } = await this.now;
    return asked<T>({ url, token }, query, variables);
  }

  async end(): Promise<void> {
    await (await this.now).stop();
  }
}
