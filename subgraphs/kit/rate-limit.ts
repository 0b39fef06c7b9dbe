/** What a request cost and what its caller has left, as the gateway counted it. Counted in values of answers. */
export interface RateLimit {
  /** Values that this request may be answered with. */
  cost: number;
  /** The caller's whole budget. */
  limit: number;
  /** What is left of it, this request taken off. */
  remaining: number;
  /** When all of it is back, if nothing more is asked. */
  resetAt: Date;
}
