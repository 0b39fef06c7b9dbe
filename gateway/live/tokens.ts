import { randomUUID } from 'node:crypto';
import { Connection } from './connection.ts';

/** A stream that was asked for and carries several subscriptions: whose it is, and what goes over it. */
export interface Reserved {
  token: string;
  /** Id of a person or a service account. */
  caller: string;
  connection: Connection;
}

export interface Tokens {
  /** Makes one; when nobody opens it within half a minute, `expire` is called and it is forgotten. */
  reserve(caller: string, expire: () => Promise<void>): Reserved;
  /** The one with this token, when it is the caller's. */
  of(token: string, caller: string): Reserved | null;
  /** It was opened. */
  opened(reserved: Reserved): void;
  forget(reserved: Reserved): void;
  count(caller: string): number;
}

const reservedMs = 30_000;

export function openTokens(): Tokens {
  const known = new Map<string, Reserved & { timer: NodeJS.Timeout }>();
  return {
    reserve(caller, expire) {
      const reserved = { token: randomUUID(), caller, connection: new Connection() };
      const timer = setTimeout(() => {
        void expire();
        known.delete(reserved.token);
      }, reservedMs).unref();
      known.set(reserved.token, { ...reserved, timer });
      return reserved;
    },
    of(token, caller) {
      const found = known.get(token);
      return found?.caller === caller ? found : null;
    },
    opened: ({ token }) => clearTimeout(known.get(token)?.timer),
    forget({ token }) {
      clearTimeout(known.get(token)?.timer);
      known.delete(token);
    },
    count: caller => [...known.values()].filter(each => each.caller === caller).length,
  };
}
