import { newId } from '@handoff/kit/id';
import { describe, expect, it } from 'vitest';
import { type Facts, type ToldRun, versionFor } from './facts.ts';

const own = newId('ver');
const version = (id: string) => ({ id, version: id, createdAt: '2026-11-01T00:00:00Z' });
const run = (id: string, changes: { kind?: string; environment?: string; production?: boolean } = {}): ToldRun => {
  const { kind = 'PRIMARY', environment = 'production', production = environment === 'production' } = changes;
  const place = { name: environment, title: environment, production };
  return { id: `dep_${id}`, kind, startedAt: null, version: version(id), environment: place, promotion: null };
};
const facts = (live: ToldRun[], latest: string | null = 'latest'): Facts => ({
  archived: false,
  live,
  versionOf: new Map([
    ['dep_old', version('old')],
    [own, version('own')],
  ]),
  latest: latest === null ? null : version(latest),
});

describe('an alert is about', () => {
  it.each<[string, Facts, { deploymentId?: string; environment?: string; fingerprint?: string }, string | null]>([
    ['what its deployment runs', facts([run('1')]), { deploymentId: 'dep_old' }, 'old'],
    ['nothing that is known, of a deployment long gone', facts([run('1')]), { deploymentId: 'dep_gone' }, null],
    ['the version that it names', facts([run('1')]), { fingerprint: `mon_1.2/${own}` }, 'own'],
    ['nothing, of a version long gone', facts([run('1')]), { fingerprint: `mon_1/${newId('ver')}` }, null],
    [
      'what serves in its environment',
      facts([run('1'), run('2', { environment: 'staging' })]),
      { environment: 'staging' },
      '2',
    ],
    ['what serves by itself before a canary', facts([run('1', { kind: 'CANARY' }), run('2')]), {}, '2'],
    [
      'what serves in production before the rest',
      facts([run('1', { environment: 'staging' }), run('2', { kind: 'CANARY' })]),
      {},
      '2',
    ],
    ['the latest version where nothing serves', facts([run('1')]), { environment: 'dev' }, 'latest'],
    ['nothing where there is no version', facts([], null), {}, null],
  ])('%s', (...[, known, { deploymentId = null, environment = null, fingerprint = 'mon_1' }, id]) => {
    expect(versionFor(known, { deploymentId, environment, fingerprint })?.id ?? null).toBe(id);
  });
});
