import { lookup as lookupOfSystem } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { mayConnect, type Range } from './address.ts';

/** Thrown where a host is at no address that may be connected to. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';

  constructor(host: string) {
    super(`${host} is at a private address`);
  }
}

export interface Guard {
  /** Where may be connected to although it is private. */
  allowed: readonly Range[];
  /** PEM of the authority that vouches for the server; left out: the usual ones. */
  authority?: string;
  timeoutMs: number;
  /** Looks up names; the system's unless told otherwise. */
  lookup?: typeof lookupOfSystem;
}

/**
 * Connects only to addresses that are public or allowed: each is judged after its name was looked up, and no other is
 * connected to, whatever the name means a moment later. Fails with PrivateAddress.
 */
export function guarded({ allowed, authority, timeoutMs, lookup = lookupOfSystem }: Guard): buildConnector.connector {
  const checked: LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 4);
      const fit = found.filter(({ address }) => mayConnect(address, allowed));
      const [first] = fit;
      if (!first) return done(new PrivateAddress(name), '', 4);
      return options.all ? done(null, fit) : done(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: timeoutMs, lookup: checked, ...(authority && { ca: authority }) });
  return (options, done) => {
    const host = options.hostname.replace(/^\[|\]$/g, '');
    // What is an address already is never looked up.
    if (isIP(host) && !mayConnect(host, allowed)) return done(new PrivateAddress(host), null);
    return connect(options, done);
  };
}
