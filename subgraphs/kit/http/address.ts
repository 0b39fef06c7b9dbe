import ipaddr from 'ipaddr.js';

/** A range of addresses that targets may be at although it is private: its first address and the bits that count. */
export type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** The range that a text such as 10.0.0.0/8 or 127.0.0.1 means; null: it means none. */
export function rangeOf(text: string): Range | null {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  if (!ipaddr.isValid(text)) return null;
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Public addresses of IPv6 are in here and nowhere else (IANA, IPv6 global unicast address assignments). */
const global6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether Handoff may connect to an IP address: to public ones, and to others only where a range allows it. An IPv4
 * address in IPv6 clothes is judged as what it is.
 */
export function mayConnect(address: string, allowed: readonly Range[]): boolean {
  const bare = address.replace(/%.*$/, '');
  if (!ipaddr.isValid(bare)) return false;
  const judged = ipaddr.process(bare);
  const named = allowed.some(([start, bits]) => judged.kind() === start.kind() && judged.match(start, bits));
  const isGlobal = judged.kind() === 'ipv4' || judged.match(global6);
  return named || (isGlobal && judged.range() === 'unicast');
}
