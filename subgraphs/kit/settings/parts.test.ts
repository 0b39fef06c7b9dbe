import { expect, test } from 'vitest';
import { readSettings, type Settings } from '../settings.ts';
import { type PartName, settingsFor } from './parts.ts';

const all = {
  DATABASE_URL: 'postgres://u:do-not-print@db/handoff',
  HANDOFF_INTERNAL_KEY: 'do-not-print-0123456789abcdef0123456789',
  REGISTRY_URL: 'http://a:4001/graphql, http://b:4001/graphql',
  DEPLOYMENT_URL: 'http://a:4002/graphql',
  MONITORING_URL: 'http://a:4003/graphql',
  GATEWAY_URL: 'http://a:4000/graphql',
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_APP_TOKEN: 'xapp-1',
};

function settings(env: Record<string, string>): Settings {
  const read = readSettings(env);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.settings;
}

/** The names of the settings that are complained of, in order. */
function missing(part: PartName, env: Record<string, string>): string[] {
  const found = settingsFor(part, settings(env));
  const problems = 'problems' in found ? found.problems : [];
  expect(problems.join('\n')).not.toContain('do-not-print');
  return problems.map(problem => problem.split(' ')[0] ?? '');
}

const shared = ['DATABASE_URL', 'HANDOFF_INTERNAL_KEY'];
test.each<[PartName, string[]]>([
  ['registry', [...shared, 'GATEWAY_URL']],
  ['deployment', [...shared, 'GATEWAY_URL']],
  ['monitoring', [...shared, 'GATEWAY_URL']],
  ['gateway', [...shared, 'REGISTRY_URL', 'DEPLOYMENT_URL', 'MONITORING_URL']],
  ['bot', [...shared, 'GATEWAY_URL', 'SLACK_BOT_TOKEN']],
])('%s names each setting that it lacks, and nothing when all are there', (part, names) => {
  expect(missing(part, {})).toEqual(names);
  expect(missing(part, all)).toEqual([]);
});

test('the demo belongs to one process', () => {
  expect(missing('gateway', { ...all, HANDOFF_DEMO: '1' })).toEqual(['HANDOFF_DEMO']);
  expect(missing('gateway', { ...all, HANDOFF_DEMO: '0' })).toEqual([]);
});

test('several addresses are separated by commas', () => {
  const found = settingsFor('gateway', settings(all));
  expect('settings' in found && found.settings.urls.registry).toEqual([
    'http://a:4001/graphql',
    'http://b:4001/graphql',
  ]);
});
