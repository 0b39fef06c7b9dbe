import { describe, expect, it } from 'vitest';
import type { Target } from '../environment/target.ts';
import { type HostingDecision, hostingProblem, optionsOf, supersedeProblem } from './hosting.ts';
import {
  bound,
  doubleProblem,
  endProblem,
  moveProblem,
  type ProductionRequirement,
  requirementProblem,
  requirementState,
} from './requirement.ts';

const target = (id: string): Target => ({
  id,
  name: `the ${id}`,
  environmentId: 'e',
  kind: 'EDGE',
  executor: 'MANUAL',
  config: null,
});
const targets = ['a', 'b', 'c'].map(target);
const terms = { targetId: 'a', serving: 'ONLINE' as const, rationale: 'It is near the data.' };
const now = new Date('2026-11-21T09:00:00Z');
const later = new Date('2026-11-22T09:00:00Z');

describe('a decision', () => {
  it.each([
    [{}, null],
    [{ integration: ' ', options: [] }, null],
    [{ options: [{ targetId: 'b', monthlyCost: 0, p95LatencyMs: 12.5, pros: 'fast', cons: '' }] }, null],
    [{ targetId: 'd' }, 'targetId'],
    [{ rationale: ' ' }, 'rationale'],
    [{ rationale: 'x'.repeat(20_001) }, 'rationale'],
    [{ integration: 'a\u0000b' }, 'integration'],
    [{ options: [{ targetId: 'b' }, { targetId: 'd' }] }, 'options[1].targetId'],
    [{ options: [{ targetId: 'b' }, { targetId: 'c' }, { targetId: 'b' }] }, 'options[2].targetId'],
    [{ options: [{ targetId: 'b', monthlyCost: -1 }] }, 'options[0].monthlyCost'],
    [{ options: [{ targetId: 'b', p95LatencyMs: 1e13 }] }, 'options[0].p95LatencyMs'],
    [{ options: [{ targetId: 'b', pros: 'x'.repeat(2_001) }] }, 'options[0].pros'],
    [{ options: [{ targetId: 'b', cons: 'a\u0000' }] }, 'options[0].cons'],
    [{ options: new Array(21).fill({ targetId: 'b' }) }, 'options'],
    [{ conversion: { from: 'R', to: 'Java', tolerance: 1, cases: [] } }, 'conversion.cases'],
  ])('of case %# is refused at the right place', (changes, field) => {
    const problem = hostingProblem({ ...terms, ...changes }, targets);
    expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
  });

  it('says which targets there are, and what to do where there is none', () => {
    expect(hostingProblem({ ...terms, targetId: 'd' }, targets)?.message).toContain('a (the a), b (the b)');
    expect(hostingProblem(terms, [])?.message).toContain('save one first');
  });

  it.each([
    ['named', [{ targetId: 'b' }, { targetId: 'a', pros: 'near' }], ['b', 'a']],
    ['not named', [{ targetId: 'b' }], ['a', 'b']],
    ['alone', null, ['a']],
  ])('has the chosen target among its options when it is %s', (...[, options, expected]) => {
    const all = optionsOf({ targetId: 'a', options });
    expect(all.map(option => option.targetId)).toEqual(expected);
    expect(all.filter(option => option.chosen).map(option => option.targetId)).toEqual(['a']);
  });

  const current = { id: 'hos_1', decidedAt: now } as HostingDecision;
  it.each([
    ['nothing seen, nothing decided', null, null, null],
    ['nothing seen', null, current, null],
    ['the current one seen', 'hos_1', current, null],
    ['another one seen', 'hos_0', current, 'hos_1 is, since 2026-11-21T09:00:00.000Z'],
    ['one seen, but nothing decided', 'hos_0', null, 'leave "supersedes" out'],
  ])('supersedes with %s', (...[, seen, standing, message]) => {
    const problem = supersedeProblem(seen, standing);
    expect(problem?.message ?? null).toEqual(message === null ? null : expect.stringContaining(message));
    expect(problem === null || (problem.kind === 'Conflict' && problem.reason === 'STALE_REVISION')).toBe(true);
  });
});

describe('a requirement', () => {
  const wanted = { metric: 'p95_latency_ms', comparator: 'AT_MOST' as const, value: 200, unit: 'ms', reason: null };
  const standing: ProductionRequirement = {
    ...wanted,
    id: 'req_1',
    modelId: 'm',
    environmentId: 'e',
    since: now,
    until: null,
  };

  it.each([
    [{}, null],
    [{ unit: null, reason: 'Callers give up after that.' }, null],
    [{ metric: '' }, 'metric'],
    [{ metric: 'x'.repeat(201) }, 'metric'],
    [{ unit: 'x'.repeat(65) }, 'unit'],
    [{ reason: 'a\u0000b' }, 'reason'],
  ])('%j is refused at the right place', (changes, field) => {
    const problem = requirementProblem({ ...wanted, ...changes });
    expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
  });

  it.each([
    [null, 'IN_FORCE', null, null],
    [later, 'IN_FORCE', null, null],
    [now, 'ENDED', 'WrongState', 'until'],
    [new Date(0), 'ENDED', 'WrongState', 'until'],
  ])('that ends at %s is %s', (...[until, state, change, end]) => {
    expect(requirementState({ until }, now)).toBe(state);
    expect(moveProblem({ ...standing, until }, now)?.kind ?? null).toBe(change);
    expect(endProblem(until, now)).toEqual(end === null ? null : expect.objectContaining({ field: end }));
  });

  it.each([
    [{}, 'req_1'],
    [{ value: 300, unit: null }, 'req_1'],
    [{ comparator: 'AT_LEAST' as const }, null],
    [{ metric: 'p99_latency_ms' }, null],
  ])('%j beside another of its metric', (changes, other) => {
    const problem = doubleProblem({ ...wanted, ...changes }, [standing]);
    expect(problem?.message ?? null).toEqual(other === null ? null : expect.stringContaining(other));
  });

  it('is told in words', () => {
    expect(bound(wanted)).toBe('p95_latency_ms at most 200 ms');
    expect(bound({ ...wanted, comparator: 'AT_LEAST', unit: null })).toBe('p95_latency_ms at least 200');
  });
});
