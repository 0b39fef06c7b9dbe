import type { Permission } from '@handoff/kit/access/permission';
import { type Grant, reachOf } from '@handoff/kit/access/reach';
import { actor } from '@handoff/kit/testing/graph';
import { expect, it } from 'vitest';
import { formatOf, instantOf } from './asked-for.ts';
import { argumentsProblem, mayReport, mayReportEverywhere, mayReportOn, readingActor } from './policy.ts';

const permissions: Permission[] = ['READ', 'REPORT_READ'];
const everywhere: Grant = {
  role: 'admin',
  scope: 'EVERYTHING',
  modelId: null,
  teamId: null,
  permissions,
  accepted: true,
};
const onModel: Grant = { ...everywhere, scope: 'MODEL', modelId: 'mdl_1' };
const onTeam: Grant = { ...everywhere, scope: 'TEAM', teamId: 'tea_1' };
const model = { id: 'mdl_1', teamId: 'tea_1', visibility: 'RESTRICTED' } as const;
const other = { id: 'mdl_2', teamId: 'tea_2', visibility: 'INTERNAL' } as const;

it.each<[string, Grant[], [boolean, boolean, boolean, boolean]]>([
  ['nothing', [], [false, false, false, false]],
  ['the right on a model', [onModel], [true, true, false, false]],
  ['the right in a team', [onTeam], [true, true, false, false]],
  ['the right everywhere', [everywhere], [true, true, true, true]],
  ['a right that was only proposed', [{ ...onModel, accepted: false }], [false, false, false, false]],
  ['reading alone', [{ ...everywhere, permissions: ['READ'] }], [false, false, false, false]],
])('whoever has %s', (_, grants, [any, ofModel, ofOther, all]) => {
  const reach = reachOf(actor('per_ana'), grants);
  expect([mayReport(reach), mayReportOn(reach, model), mayReportOn(reach, other), mayReportEverywhere(reach)]).toEqual([
    ...[any, ofModel, ofOther, all],
  ]);
});

it('a token that is limited to something else makes no report', () => {
  const reach = reachOf(actor('per_ana', { limitedTo: ['READ'] }), [everywhere]);
  expect([mayReport(reach), mayReportOn(reach, model)]).toEqual([false, false]);
});

it.each<[readonly Permission[] | null, Permission[]]>([
  [null, ['READ', 'AUDIT_READ']],
  [['READ', 'REPORT_READ', 'DEPLOY'], ['READ']],
  [['REPORT_READ'], []],
])('the graph is asked for who may %j, and at most to read', (limitedTo, left) => {
  expect(readingActor(actor('per_ana', { limitedTo })).limitedTo).toEqual(left);
});

const day = (text: string) => new Date(`${text}T00:00:00Z`);
it.each<[Partial<Parameters<typeof argumentsProblem>[0]>, string | null]>([
  [{ kind: 'MODEL_CARD' }, 'MODEL_CARD is about one model: name it with "model".'],
  [{ kind: 'MODEL_CARD', model: 'churn', version: '7' }, null],
  [{ kind: 'ACCESS_REVIEW', model: 'churn' }, null],
  [{ kind: 'ACCESS_REVIEW', model: 'churn', version: '7' }, 'ACCESS_REVIEW is about no version: leave "version" out.'],
  [{ from: day('2026-01-01') }, 'SR_11_7_INVENTORY tells how things stand: leave "from" and "to" out.'],
  [{ kind: 'DECISION_LOG', from: day('2026-01-01'), to: day('2026-01-02') }, null],
  [
    { kind: 'DECISION_LOG', from: day('2026-01-01'), to: day('2026-01-01') },
    '"from" is not before "to": give a period.',
  ],
])('%j', (args, problem) => {
  expect(argumentsProblem({ kind: 'SR_11_7_INVENTORY', format: 'HTML', ...args })).toBe(problem);
});

it.each<[string, string | null]>([
  ['2026-10-01', '2026-10-01T00:00:00.000Z'],
  ['2026-10-01T02:00:00+02:00', '2026-10-01T00:00:00.000Z'],
  ['2026-10-01T02:00:00', null],
  ['2026-13-01', null],
  ['yesterday', null],
  ['', null],
])('an instant of the command line: %j', (text, instant) => {
  expect(instantOf(text)?.toISOString() ?? null).toBe(instant);
});

it.each<[named: string | undefined, out: string | undefined, format: string | null]>([
  [undefined, undefined, 'MARKDOWN'],
  [undefined, 'a.HTML', 'HTML'],
  [undefined, 'a.pdf', 'MARKDOWN'],
  ['csv', 'a.html', 'CSV'],
  ['pdf', 'a.html', null],
])('a format named %s for the file %s is %s', (named, out, format) => {
  expect(formatOf(named, out, 'MODEL_CARD')).toBe(format);
  if (named === undefined && out === undefined) expect(formatOf(named, out, 'CYCLONEDX_ML_BOM')).toBe('JSON');
});
