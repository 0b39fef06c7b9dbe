import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Actor } from './actor.ts';
import { assertion, type Claim, digestOf, openNonces, type Unvouched, type Vouched, vouched } from './assertion.ts';

const key = 'a key of at least thirty-two characters';
const actor: Actor = {
  kind: 'person',
  id: 'per_1',
  name: 'Zoë “Z” Ōkubo',
  via: 'SLACK',
  requestId: 'ci-run-4711',
  limitedTo: ['READ'],
};
const claim: Claim = { key, audience: 'registry', actor, nowSeconds: 1_000_000, body: '{"query":"{ me { id } }"}' };
const asked = { key, audience: 'registry', nowSeconds: 1_000_000 };

function made(changes: Partial<Claim> = {}): string {
  return assertion({ ...claim, ...changes });
}

test('tells the subgraph who asks, and for which body', () => {
  const found = vouched(made(), asked) as Vouched;
  expect(found).toMatchObject({ kind: 'Vouched', actor, bodyDigest: digestOf(claim.body) });
  expect(found.bodyDigest).not.toBe(digestOf(`${claim.body} `));
});

test('tells what the request costs, when the gateway counted it', () => {
  const rateLimit = { cost: 7, limit: 100, remaining: 93, resetAt: new Date('2026-11-30T09:00:00.250Z') };
  expect(vouched(made({ rateLimit }), asked)).toMatchObject({ kind: 'Vouched', rateLimit });
  expect((vouched(made(), asked) as Vouched).rateLimit).toBeUndefined();
});

test('any actor and any body arrive as they were', () => {
  const name = fc.string({ unit: 'binary' });
  const limitedTo = fc.option(fc.constantFrom<Actor['limitedTo']>(['READ'], []), { nil: null });
  fc.assert(
    fc.property(name, limitedTo, fc.uint8Array(), (...[said, limits, body]) => {
      const sent = { ...actor, name: said, limitedTo: limits };
      const found = vouched(made({ actor: sent, body }), asked);
      expect(found).toMatchObject({ actor: sent, bodyDigest: digestOf(body) });
    }),
  );
});

/** Another one with the nth character of the part that is signed changed. */
function bent(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

const refused: [string, string | undefined, Unvouched['why']][] = [
  ['none at all', undefined, 'missing'],
  ['an empty one', '', 'malformed'],
  ['another version', made().replace(/^v1/, 'v2'), 'malformed'],
  ['rubbish', 'v1.{}.!', 'malformed'],
  ['one without signature', made().replace(/\.[0-9a-f]+$/, ''), 'malformed'],
  ['one with a short signature', made().slice(0, -1), 'malformed'],
  ['one of a megabyte', `v1.${'a'.repeat(1_000_000)}.${'0'.repeat(64)}`, 'malformed'],
  ['another key', made({ key: `${key}.` }), 'signed with another key'],
  ['one that was changed', bent(made(), 20), 'signed with another key'],
  ['another subgraph', made({ audience: 'monitoring' }), 'for another subgraph'],
  ['61 seconds ago', made({ nowSeconds: asked.nowSeconds - 61 }), 'out of date'],
  ['61 seconds ahead', made({ nowSeconds: asked.nowSeconds + 61 }), 'out of date'],
];

test.each(refused)('is not taken: %s', (_, header, why) => {
  expect(vouched(header, asked)).toEqual({ kind: 'Unvouched', why });
});

test.each([-60, 0, 60])('is taken when it was made %i seconds from now', seconds => {
  expect(vouched(made({ nowSeconds: asked.nowSeconds + seconds }), asked).kind).toBe('Vouched');
});

test('no character of it can be changed', () => {
  const header = made();
  fc.assert(
    fc.property(fc.nat(header.length - 1), at => {
      expect(vouched(bent(header, at), asked).kind).toBe('Unvouched');
    }),
  );
});

describe('nonces', () => {
  const nonceOf = (header: string) => (vouched(header, asked) as Vouched).nonce;

  test('two assertions of the same request are two', () => {
    const nonces = openNonces();
    expect([made(), made()].map(header => nonces.take(nonceOf(header), asked.nowSeconds))).toEqual([true, true]);
  });

  test('are taken once for as long as the assertion is good, wherever in its time it came', () => {
    let now = 1000;
    const nonces = openNonces(() => now);
    const take = (nonce: string, seconds: number) => {
      now = seconds;
      return nonces.take(nonce, seconds);
    };
    expect(take('a', 1000)).toBe(true);
    expect(take('b', 1060)).toBe(true);
    expect(take('a', 1120)).toBe(false);
    expect(take('b', 1121)).toBe(false);
    expect(take('a', 1121)).toBe(true);
  });
});
