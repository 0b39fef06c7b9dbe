import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BrokenEntry, type ChainState, chainStart, entryHash, follow, isBroken } from './chain.ts';
import type { EntryRow } from './table.ts';

const at = fc.integer({ min: 0, max: 4_000_000_000_000 }).map(milliseconds => new Date(milliseconds));
const draft = fc.record({
  at,
  actorId: fc.option(fc.constantFrom('per_ana', 'svc_bot')),
  via: fc.constantFrom('GRAPHQL', 'SLACK', 'CLI', 'IMPORT', 'SYSTEM'),
  action: fc.string(),
  subjectId: fc.string(),
  modelId: fc.option(fc.string()),
  summary: fc.string(),
  refused: fc.boolean(),
  changes: fc.constantFrom([], [{ name: 'title', change: 'CHANGED', before: 'a', after: 'b' }]),
  detail: fc.option(fc.dictionary(fc.string(), fc.jsonValue())),
  requestId: fc.string(),
}) as fc.Arbitrary<Partial<EntryRow>>;

/** A sealed trail of entries, and the state after it. */
function sealed(drafts: readonly Partial<EntryRow>[]): EntryRow[] {
  let hash = chainStart.hash;
  return drafts.map((one, index) => {
    const seq = index + 1;
    const entry = { id: `evt_${seq}`, sealedAt: new Date(), ...one, seq, previousHash: hash } as EntryRow;
    hash = entryHash(entry, seq, hash);
    return { ...entry, hash };
  });
}
/** What an attacker does who knows how hashes are made, to one entry. */
const rehashed = (entry: EntryRow): EntryRow => ({
  ...entry,
  hash: entryHash(entry, entry.seq ?? 0, entry.previousHash ?? ''),
});
const renumbered = (trail: readonly EntryRow[]): EntryRow[] =>
  trail.map((entry, index) => ({ ...entry, seq: index + 1 }));

function brokenSeq(trail: readonly EntryRow[]): number | null {
  const result = follow(chainStart, trail);
  return isBroken(result) ? result.seq : null;
}
const trailAndPlace = fc
  .array(draft, { minLength: 2, maxLength: 6 })
  .chain(drafts => fc.tuple(fc.constant(sealed(drafts)), fc.nat(drafts.length - 1)));

const altered: Partial<Record<keyof EntryRow, (value: unknown) => unknown>> = {
  seq: value => (value as number) + 100,
  id: value => `${value}0`,
  at: value => new Date((value as Date).getTime() + 1),
  actorId: value => (value === null ? 'per_ana' : null),
  via: value => (value === 'CLI' ? 'SLACK' : 'CLI'),
  action: value => `${value}!`,
  subjectId: value => `${value} `,
  modelId: value => (value === null ? '' : null),
  summary: value => `${value}.`,
  refused: value => !value,
  changes: value => [...(value as object[]), { name: 'x', change: 'ADDED', before: null, after: 'y' }],
  detail: value => ({ ...(value as object | null), 'a new key': null }),
  requestId: value => `x${value}`,
  sealedAt: value => new Date((value as Date).getTime() + 1),
  previousHash: value => String(value).replace(/^./, first => (first === '0' ? '1' : '0')),
  hash: value => String(value).replace(/^./, first => (first === '0' ? '1' : '0')),
};

it('finds nothing wrong with a trail as it was sealed, in one piece or in several', () => {
  fc.assert(
    fc.property(trailAndPlace, ([trail, place]) => {
      const whole = follow(chainStart, trail);
      expect(whole).toEqual({ seq: trail.length, hash: trail.at(-1)?.hash });
      expect(follow(follow(chainStart, trail.slice(0, place)) as ChainState, trail.slice(place))).toEqual(whole);
    }),
  );
});

it.each(Object.entries(altered))('names the entry whose %s was altered', (field, alter) => {
  fc.assert(
    fc.property(trailAndPlace, ([trail, place]) => {
      const forged = trail.with(place, {
        ...trail[place],
        [field]: alter(trail[place]?.[field as keyof EntryRow]),
      } as EntryRow);
      expect(brokenSeq(forged)).toBe(place + 1);
    }),
  );
});

it.each(Object.entries(altered).filter(([field]) => !['seq', 'hash', 'previousHash'].includes(field)))(
  "finds an attacker who altered %s and made the entry's hash anew at the next one",
  (field, alter) => {
    fc.assert(
      fc.property(trailAndPlace, ([trail, place]) => {
        const entry = { ...trail[place], [field]: alter(trail[place]?.[field as keyof EntryRow]) } as EntryRow;
        const forged = trail.with(place, rehashed(entry));
        const result = follow(chainStart, forged);
        if (place < trail.length - 1) expect(result).toMatchObject({ seq: place + 2, fault: 'moved' });
        // Nothing follows the last one: its new hash is not that of the stored head.
        else expect((result as ChainState).hash).not.toBe(trail.at(-1)?.hash);
      }),
    );
  },
);

it('names the first entry that was removed, renumbered after it or not', () => {
  fc.assert(
    fc.property(trailAndPlace, ([trail, place]) => {
      fc.pre(place < trail.length - 1);
      const rest = trail.toSpliced(place, 1);
      expect(follow(chainStart, rest)).toMatchObject({ seq: place + 1, id: null, fault: 'removed' });
      expect(brokenSeq(renumbered(rest))).toBe(place + 1);
      expect(brokenSeq(renumbered(rest).map(rehashed))).toBe(place + 1);
    }),
  );
});

it('names the first place where an entry was inserted, with a hash of its own or not', () => {
  fc.assert(
    fc.property(trailAndPlace, draft, ([trail, place], extra) => {
      const before = trail[place]?.previousHash ?? '';
      const stranger = { ...trail[place], ...extra, id: 'evt_0', seq: place + 1, previousHash: before } as EntryRow;
      expect(brokenSeq(renumbered(trail.toSpliced(place, 0, stranger)))).toBe(place + 1);
      const followed = renumbered(trail.toSpliced(place, 0, rehashed(stranger)));
      expect(brokenSeq(followed)).toBe(place + 2);
    }),
  );
});

it('names the first of two entries that changed places', () => {
  fc.assert(
    fc.property(trailAndPlace, ([trail, place]) => {
      fc.pre(place < trail.length - 1);
      const [one, two] = [trail[place], trail[place + 1]] as [EntryRow, EntryRow];
      const swapped = trail.with(place, two).with(place + 1, one);
      expect(brokenSeq(swapped)).toBe(place + 1);
      expect(brokenSeq(renumbered(swapped))).toBe(place + 1);
      expect(brokenSeq(renumbered(swapped).map(rehashed))).toBe(place + 1);
    }),
  );
});

it('explains each fault in a sentence', () => {
  const trail = sealed([{ summary: 'a' }, { summary: 'b' }, { summary: 'c' }]);
  const [first, second, third] = trail as [EntryRow, EntryRow, EntryRow];
  const explained = (of: EntryRow[]) => (follow(chainStart, of) as BrokenEntry).explanation;
  expect(explained([first, third])).toBe('Entry 2 is missing; the next one there is 3.');
  expect(explained([first, { ...second, summary: 'x' }])).toBe(
    'Entry 2 (evt_2) does not match its hash: its content was altered.',
  );
  expect(explained([first, rehashed({ ...second, summary: 'x' }), third])).toMatch(
    /^Entry 3 \(evt_3\) does not follow/,
  );
});
