import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, type Outcome, type Phase, type Rule } from './evaluate.ts';

interface Case {
  id: string;
  note: string;
  params: Rule;
  inputs: { evaluations: [number, number | null][] };
  expected: { states: string[]; events: [number, string][] };
}
const cases = JSON.parse(readFileSync(new URL('testing/alert-cases.json', import.meta.url), 'utf8')) as Case[];

function run(rule: Rule, looks: readonly (readonly [number, number | null])[]): Outcome[] {
  let phase: Phase = { name: 'inactive', since: 0 };
  return looks.map(([at, value]) => {
    const outcome = evaluate(rule, phase, { at, value });
    phase = outcome.phase;
    return outcome;
  });
}

describe('the reference cases', () => {
  it.each(cases)('$id: $note', ({ params, inputs, expected }) => {
    const outcomes = run(params, inputs.evaluations);
    const events = outcomes.flatMap(({ event }, i) => (event ? [[inputs.evaluations[i]?.[0], event]] : []));
    expect({ states: outcomes.map(({ phase }) => phase.name), events }).toEqual(expected);
  });

  it('are all there', () => {
    expect(cases.map(({ id }) => id)).toEqual(
      ['s01', 's02', 's03', 's04', 's05', 's06'].map(id => `alert.state/${id}`),
    );
  });
});

const below: Rule = { op: '<', threshold: 0.9, clearThreshold: 0.9, forSec: 0, keepFiringSec: 0, noData: 'keep' };

it('takes the threshold itself for good, on either side', () => {
  const looks = [
    [0, 0.9],
    [1, 0.89],
    [2, 0.9],
  ] as const;
  expect(run(below, looks).map(({ phase }) => phase.name)).toEqual(['inactive', 'firing', 'inactive']);
  expect(
    run({ ...below, op: '>' }, [
      [0, 0.9],
      [1, 0.91],
    ]).map(({ phase }) => phase.name),
  ).toEqual(['inactive', 'firing']);
});

it('never tells of an end without a begin, nor of two begins in a row, and no data changes nothing', () => {
  const look = fc.option(fc.constantFrom(0.8, 0.9, 1), { nil: null, freq: 4 });
  const seconds = fc.constantFrom(0, 30, 120);
  fc.assert(
    fc.property(fc.array(look, { maxLength: 40 }), seconds, seconds, (values, forSec, keepFiringSec) => {
      const outcomes = run(
        { ...below, forSec, keepFiringSec },
        values.map((value, i) => [i * 30, value]),
      );
      const events = outcomes.flatMap(({ event }) => event ?? []);
      expect(events.every((event, i) => event === (i % 2 === 0 ? 'firing' : 'resolved'))).toBe(true);
      const kept = outcomes.filter((_, i) => i > 0 && values[i] === null);
      expect(kept.every(({ event, breached }) => event === null && breached === null)).toBe(true);
      const silent = outcomes.every(
        (outcome, i) => values[i] !== null || i === 0 || outcome.phase === outcomes[i - 1]?.phase,
      );
      expect(silent).toBe(true);
    }),
  );
});
