import { describe, expect, it } from 'vitest';
import { mayConnect, rangeOf } from './address.ts';

const allowed = (...texts: string[]) => texts.map(rangeOf).filter(range => range !== null);

describe('where Handoff connects to', () => {
  it.each([
    ['93.184.216.34', true],
    ['2606:2800:220:1:248:1893:25c8:1946', true],
    ['127.0.0.1', false],
    ['127.255.255.254', false],
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['192.0.0.8', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:169.254.169.254', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['::7f00:1', false],
    ['::2', false],
    ['1::1', false],
    ['4000::1', false],
    ['fe00::1', false],
    ['fec0::1', false],
    ['::ffff:0:7f00:1', false],
    ['64:ff9b:1::7f00:1', false],
    ['2130706433', false],
    ['0177.0.0.1', false],
    ['0x7f.1', false],
    ['127.1', false],
    ['198.51.100.1', false],
    ['240.0.0.1', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['fd00::1', false],
    ['ff02::1', false],
    ['not an address', false],
  ])('%s: %s', (address, may) => {
    expect(mayConnect(address, [])).toBe(may);
  });

  it.each([
    ['127.0.0.1', ['127.0.0.1'], true],
    ['127.0.0.2', ['127.0.0.1'], false],
    ['::ffff:127.0.0.1', ['127.0.0.1'], true],
    ['10.2.3.4', ['10.0.0.0/8', 'fd00::/8'], true],
    ['fd12::1', ['10.0.0.0/8', 'fd00::/8'], true],
    ['192.168.1.1', ['10.0.0.0/8'], false],
  ])('%s where %j is allowed: %s', (address, networks, may) => {
    expect(mayConnect(address, allowed(...networks))).toBe(may);
  });
});
