import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentDigest } from '../version/content.ts';
import { type NumberStanding, numberVersions } from './number.ts';
import { type RawRecord, readRecord, type ToldVersion } from './told.ts';

const source = { system: 'HUGGING_FACE' as const, externalId: 'cards/churn', url: null, runId: null, commit: 'c0ffee' };

/** Versions of one record as they are checked; those with a digit are numbered, the others by words are not. */
function told(versions: { calls: string; content: string; parent?: string; at?: string; externalId?: string }[]) {
  const raw = versions.map(({ calls, content, parent, at, externalId }) => ({
    version: calls,
    numbered: /^\d/.test(calls),
    content: { changeNote: content },
    parentVersion: parent,
    createdAt: at === undefined ? undefined : new Date(at),
    source: externalId === undefined ? undefined : { system: 'HUGGING_FACE', externalId },
  }));
  return readRecord({ source, name: 'churn', versions: raw } as unknown as RawRecord, 0).versions;
}

function digestOf(content: string): string {
  const [version] = told([{ calls: 'new', content }]);
  if (!version?.told) throw new Error(version?.problem?.message);
  return contentDigest(version.told.content);
}

/** "3=a" came from this record, "3:a" from elsewhere. */
function standing(written: readonly string[]): NumberStanding[] {
  return written.map(one => {
    const [, version = '', sign, content = ''] = /^(.+)([=:])(.+)$/.exec(one) ?? [];
    return { version, digest: digestOf(content), isOwn: sign === '=' };
  });
}

const shown = ({ told: one, problem }: ToldVersion) =>
  one ? `${one.version}${one.parentVersion === null ? '' : ` of ${one.parentVersion}`}` : problem?.message;

it.each([
  { name: 'the first of a model', stands: [], brings: ['a'], are: ['1'] },
  { name: 'the same again', stands: ['1=a'], brings: ['a'], are: ['1'] },
  { name: 'something new', stands: ['1=a'], brings: ['b'], are: ['2 of 1'] },
  { name: 'a way back to what it was', stands: ['1=a', '2=b'], brings: ['a'], are: ['1'] },
  { name: 'something new after a way back', stands: ['1=a', '2=b'], brings: ['c'], are: ['3 of 2'] },
  { name: 'a model that others numbered', stands: ['7:x'], brings: ['a'], are: ['8'] },
  { name: 'what only came from elsewhere', stands: ['1:a'], brings: ['a'], are: ['2'] },
  { name: 'something new among what others numbered', stands: ['1=a', '5:x'], brings: ['b'], are: ['6 of 1'] },
  { name: 'the order of coming, not of numbers', stands: ['9=a', '2=b'], brings: ['c'], are: ['10 of 2'] },
  { name: 'a model without whole numbers', stands: ['v2:x', '1.5:y'], brings: ['a'], are: ['1'] },
  { name: 'a parent that is no whole number', stands: ['beta=x'], brings: ['a'], are: ['1 of beta'] },
  { name: 'numbers that begin with 0', stands: ['007:x'], brings: ['a'], are: ['8'] },
  { name: 'several at once', stands: ['1=a'], brings: ['b', 'a', 'c'], are: ['2 of 1', '1', '3 of 2'] },
  {
    name: 'one content twice',
    stands: [],
    brings: ['a', 'a'],
    are: ['1', 'Another version of this record has the same content, and neither has a number: name it once.'],
  },
])('numbers $name: $brings on $stands', ({ stands, brings, are }) => {
  const versions = told(brings.map((content, i) => ({ calls: `new-${i}`, content })));
  expect(numberVersions(versions, source, standing(stands)).versions.map(shown)).toEqual(are);
});

it('leaves numbers to the versions of the record that have one, and finds parents by what the record calls them', () => {
  const versions = told([
    { calls: 'late', content: 'b', at: '2026-02-01' },
    { calls: 'early', content: 'a', at: '2026-01-01' },
    { calls: '4', content: 'c', parent: 'late' },
    { calls: 'own', content: 'd', parent: '4', at: '2026-03-01' },
  ]);
  const { versions: found, numbers } = numberVersions(versions, source, standing(['1:x']));
  expect(found.map(shown)).toEqual(['6 of 5', '5', '4 of 6', '7 of 4']);
  expect(Object.fromEntries(numbers)).toEqual({ late: '6', early: '5', own: '7' });
});

it('says where each comes from, with an id of its own', () => {
  const [own, given] = numberVersions(
    told([
      { calls: 'own', content: 'a' },
      { calls: 'given', content: 'b', externalId: 'cards/churn.md' },
    ]),
    source,
    [],
  ).versions;
  expect(own).toMatchObject({
    externalId: 'cards/churn#1',
    told: { source: { ...source, externalId: 'cards/churn#1' } },
  });
  expect(given).toMatchObject({ externalId: 'cards/churn.md#2', told: { source: { externalId: 'cards/churn.md#2' } } });
});

type Step = { hand: boolean; content: string };

it('whatever comes in whatever order: one number for each content, none twice, each from the one before', () => {
  const step: fc.Arbitrary<Step> = fc.record({ hand: fc.boolean(), content: fc.constantFrom('a', 'b', 'c', 'd') });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 12 }),
      fc.uniqueArray(fc.stringMatching(/^[a-z0-9.]{1,4}$/)),
      (steps, hand) => {
        const stands: NumberStanding[] = [];
        const numberOf = new Map<string, string>();
        const free = [...hand];
        let last: string | null = null;
        for (const { hand: byHand, content } of steps) {
          const number = byHand ? free.find(one => !stands.some(({ version }) => version === one)) : undefined;
          if (number !== undefined) {
            stands.push({ version: number, digest: digestOf(content), isOwn: false });
            continue;
          }
          const [version] = numberVersions(told([{ calls: 'new', content }]), source, stands).versions;
          if (!version?.told) throw new Error(version?.problem?.message);
          const { version: found, parentVersion } = version.told;
          const before = numberOf.get(content);
          if (before !== undefined) {
            expect([found, parentVersion]).toEqual([before, null]);
            continue;
          }
          const whole = stands.map(one => Number(/^\d+$/.test(one.version) ? one.version : 0));
          expect([found, parentVersion]).toEqual([String(Math.max(0, ...whole) + 1), last]);
          stands.push({ version: found, digest: digestOf(content), isOwn: true });
          numberOf.set(content, found);
          last = found;
        }
      },
    ),
  );
});
