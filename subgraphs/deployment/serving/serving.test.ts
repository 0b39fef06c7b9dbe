import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Divergence, divergencesOf, observedOf, type Place, type Run } from './divergence.ts';
import { type Observation, observationsOf, type Report } from './serving.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute));
const seen = (version: string, minute: number, changes: Partial<Observation> = {}): Observation => ({
  ...{ modelId: 'mdl', environmentId: 'env', targetId: null, version, versionId: `ver_${version}`, runs: true },
  ...{ trafficPercent: null, at: at(minute), ...changes },
});
const gone = { runs: false };
const run = (version: string, from: number, changes: Partial<Run> = {}): Run => ({
  ...{ id: `dep_${version}`, versionId: `ver_${version}`, targetId: null, state: 'LIVE' },
  ...{ startedAt: at(from), endedAt: null, ...changes },
});
const ended = (version: string, from: number, to: number) => run(version, from, { state: 'RETIRED', endedAt: at(to) });
const about = run('2', 0, { state: 'PENDING', startedAt: null });

describe('where what was reported and what was approved differ', () => {
  const cases: [string, Run[], Observation[], string[]][] = [
    ['what should run runs', [run('1', 0)], [seen('1', 5)], []],
    ['nothing was reported', [run('1', 0)], [], []],
    ['it does not run', [run('1', 0)], [seen('1', 5, gone)], ['NOT_RUNNING 1']],
    ['that was before it began', [run('1', 9)], [seen('1', 5, gone)], []],
    ['another runs instead', [run('1', 0)], [seen('1', 5, gone), seen('2', 5)], ['RUNS_UNAPPROVED 2', 'NOT_RUNNING 1']],
    ['another runs beside it', [run('1', 0)], [seen('1', 5), seen('2', 5)], ['RUNS_UNAPPROVED 2']],
    ['nobody knows what runs', [run('1', 0)], [seen('x', 5, { versionId: null })], ['RUNS_UNAPPROVED x']],
    ['it is being rolled out', [run('1', 0), about], [seen('1', 5, gone), seen('2', 5)], []],
    ['it still ran when another took its place', [ended('1', 0, 6), run('2', 6)], [seen('1', 5)], []],
    ['it still runs after that', [ended('1', 0, 6), run('2', 6)], [seen('1', 7)], ['RUNS_UNAPPROVED 1']],
    ['it was taken away', [ended('1', 0, 6)], [seen('1', 7, gone)], []],
    [
      'it runs under one target of two',
      [run('1', 0)],
      [seen('1', 5, { targetId: 'a' }), seen('1', 6, { ...gone, targetId: 'b' })],
      [],
    ],
    [
      'it runs under another target',
      [run('1', 0, { targetId: 'a' })],
      [seen('1', 5, { targetId: 'b' })],
      ['RUNS_UNAPPROVED 1'],
    ],
    [
      'it runs unapproved under two',
      [],
      [seen('1', 5, { targetId: 'a' }), seen('1', 6, { targetId: 'b' })],
      ['RUNS_UNAPPROVED 1'],
    ],
  ];
  it.each(cases)('%s', (...[, runs, observations, expected]) => {
    const found = divergencesOf({ environmentId: 'env', runs, observations });
    expect(found.map(({ kind, version }: Divergence) => `${kind} ${version}`)).toEqual(expected);
  });
});

describe('what was seen of a deployment', () => {
  const place = (runs: Run[], observations: Observation[]): Place => ({ environmentId: 'env', runs, observations });
  it.each<[string, Run[], Observation[], object | null]>([
    ['nothing', [run('1', 0)], [], null],
    [
      'that it runs',
      [run('1', 0)],
      [seen('1', 5, { trafficPercent: 90 })],
      { version: '1', trafficPercent: 90, matches: true, at: at(5) },
    ],
    [
      'that it does not',
      [run('1', 0)],
      [seen('1', 5, gone)],
      { version: '1', trafficPercent: 0, matches: false, at: at(5) },
    ],
    ['another in its place', [run('1', 0)], [seen('1', 5, gone), seen('3', 5)], { version: '3', matches: false }],
    ['only something before it began', [run('1', 6)], [seen('1', 5)], null],
    ['that it ran before it ended', [ended('1', 0, 6)], [seen('1', 5)], { version: '1', matches: true }],
    ['that it still runs', [ended('1', 0, 6)], [seen('1', 7)], { version: '1', matches: false }],
    [
      'that it is gone, as it should be',
      [ended('1', 0, 6)],
      [seen('1', 7, gone)],
      { trafficPercent: 0, matches: true },
    ],
  ])('%s', (...[, runs, observations, expected]) => {
    const found = observedOf('dep_1', place(runs, observations));
    if (expected === null) expect(found).toBeNull();
    else expect(found).toMatchObject(expected);
  });
  it('belongs to the newest deployment of a version', () => {
    expect(observedOf('dep_0', place([run('1', 0)], [seen('1', 5)]))).toBeNull();
  });
});

describe('reports', () => {
  const due = [{ modelId: 'mdl', version: '1', versionId: 'ver_1', targetId: null }];
  const told = (version: string) => ({ modelId: 'mdl', version, versionId: `ver_${version}`, trafficPercent: null });
  const report = (minute: number, versions: string[], changes: Partial<Report> = {}): Report => ({
    ...{
      environmentId: 'env',
      targetId: null,
      at: at(minute),
      complete: false,
      serving: versions.map(told),
      ...changes,
    },
  });
  const shown = (list: Observation[]) => list.map(({ version, runs }) => `${version} ${runs ? 'runs' : 'is gone'}`);

  it('that are complete say of what they do not name that it does not run', () => {
    const known = { observations: [seen('3', 1), seen('4', 1, { targetId: 'a' })], due };
    expect(shown(observationsOf(report(5, ['2'], { complete: true }), known))).toEqual([
      ...['3 is gone', '4 is gone', '1 is gone', '2 runs'],
    ]);
    expect(shown(observationsOf(report(5, ['2'], { complete: true, targetId: 'a' }), known))).toEqual([
      ...['4 is gone', '2 runs'],
    ]);
    expect(shown(observationsOf(report(5, ['2']), known))).toEqual(['2 runs']);
  });

  it('that are older than what is known change nothing', () => {
    const known = { observations: [seen('3', 6)], due: [] };
    expect(observationsOf(report(5, ['3'], { complete: true }), known)).toEqual([]);
    expect(observationsOf(report(5, [], { complete: true }), known)).toEqual([]);
  });

  it('lead to the same, in whatever order and however often they arrive', () => {
    const one = fc.record({ versions: fc.uniqueArray(fc.constantFrom('1', '2', '3')), complete: fc.boolean() });
    const stories = fc.array(one, { minLength: 1, maxLength: 6 }).chain(list => {
      const reports = list.map(({ versions, complete }, i) => report(i, versions, { complete }));
      const again = fc.shuffledSubarray(reports);
      const all = fc.shuffledSubarray(reports, { minLength: reports.length });
      return fc.record({ reports: fc.constant(reports), arrived: fc.tuple(again, all).map(parts => parts.flat()) });
    });
    fc.assert(
      fc.property(stories, ({ reports, arrived }) => void expect(runningAfter(arrived)).toEqual(runningAfter(reports))),
    );
  });

  /** What runs after reports in the order in which they arrived, kept as the command keeps them. */
  function runningAfter(reports: readonly Report[]): string[] {
    let [known, settled]: [Observation[], Date] = [[], new Date(0)];
    for (const each of reports) {
      if (each.at < settled) continue;
      const made = observationsOf(each, { observations: known, due });
      known = [...known.filter(one => !made.some(({ version }) => version === one.version)), ...made];
      if (each.complete) settled = each.at;
    }
    return known
      .filter(({ runs }) => runs)
      .map(({ version, at: when }) => `${version} ${when.toISOString()}`)
      .toSorted();
  }
});
