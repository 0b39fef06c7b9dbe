/** A request over HTTP that is refused although its signature is right. */
export class RequestRefused extends Error {
  override name = 'RequestRefused';
}

/** What is checked of a signed request. */
export interface Signed {
  signature: string;
  /** Seconds since 1970, as the request says. */
  timestamp: number;
}

const skewSeconds = 300;
const rememberedMs = 10 * 60_000;

/**
 * Refuses requests whose stamp is more than 300 s off either way, and signatures seen in the last 10 minutes.
 * It remembers in this process alone: a copy sent to another process is dropped by the inbox, as a duplicate.
 * clock: milliseconds since 1970.
 */
export class Replays {
  readonly #seen = new Map<string, number>();
  readonly #clock: () => number;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /**
   * Throws RequestRefused; else remembers the signature. repeats: Slack itself may send this again, and within the
   * same second that is the very same request; the inbox then drops it as a duplicate.
   */
  check({ signature, timestamp }: Signed, repeats: boolean): void {
    const now = this.#clock();
    if (!(Math.abs(now / 1000 - timestamp) <= skewSeconds))
      throw new RequestRefused(
        'The time stamp of the request is more than 300 s off. Check the clock of this machine.',
      );
    this.#forgetOld(now);
    if (this.#seen.has(signature) && !repeats) throw new RequestRefused('This very request was here before.');
    this.#seen.set(signature, now);
  }

  #forgetOld(now: number): void {
    for (const [signature, at] of this.#seen) {
      if (now - at <= rememberedMs) return;
      this.#seen.delete(signature);
    }
  }
}
