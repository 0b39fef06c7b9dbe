import { asked } from './rounds.ts';

/** Handoff as it was started just now. */
export interface Started {
  url: string;
  /** Ends it at once, as kill -9 does; resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** How it is started, and what is done each time it was killed, before it is started again. */
export interface Living {
  start(): Promise<Started>;
  killed?(): Promise<void>;
}

/** Handoff that is killed and started again; who asks it waits while it is away. */
export class Lives {
  killed = 0;
  private readonly of: Living;
  private now: Promise<Started>;

  private constructor(of: Living, first: Started) {
    this.of = of;
    this.now = Promise.resolve(first);
  }

  static async begin(of: Living): Promise<Lives> {
    return new Lives(of, await of.start());
  }

  /** Kills the one that lives now; the next is on its way at once. */
  kill(): void {
    const last = this.now;
    this.killed += 1;
    this.now = last.then(async running => {
      await running.kill();
      await this.of.killed?.();
      return this.of.start();
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
