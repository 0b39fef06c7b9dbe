import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultHome } from './settings/home.ts';
import { addressOf, readSettings, type Settings } from './settings.ts';

function settingsOf(env: Record<string, string>): Settings {
  const read = readSettings(env);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.settings;
}

function problemsOf(env: Record<string, string>): string[] {
  const read = readSettings(env);
  return 'problems' in read ? read.problems : [];
}

test('an empty environment gives the defaults', () => {
  expect(settingsOf({ HANDOFF_HOME: '/data/handoff', PORT: '' })).toEqual({
    port: 4000,
    host: '127.0.0.1',
    databaseUrl: null,
    home: '/data/handoff',
    publicUrl: 'http://127.0.0.1:4000',
    demo: null,
    bootstrapToken: null,
    oidc: null,
    internalKey: null,
    urls: { registry: null, deployment: null, monitoring: null, gateway: null },
    slack: null,
    mlflow: null,
    targets: { networks: [], folders: [], secrets: {} },
    prometheusTokens: {},
    slackApiUrl: 'https://slack.com/api/',
    botPort: 4010,
    fallbackChannel: null,
    auditChannel: null,
    logLevel: 'info',
    budgets: { person: 60_000_000, service: 240_000_000 },
    streamsPerCaller: 50,
    operations: { known: new Map(), only: false },
    keepRowsDays: 90,
    slackHistory: false,
    tracing: null,
  });
});

const right: [Record<string, string>, Partial<Settings>][] = [
  [
    { PORT: '0', HOST: '::1' },
    { port: 0, publicUrl: 'http://[::1]:0' },
  ],
  [{ HOST: '0.0.0.0', PORT: '80' }, { publicUrl: 'http://localhost:80' }],
  [{ HANDOFF_PUBLIC_URL: 'https://handoff.example.com/' }, { publicUrl: 'https://handoff.example.com' }],
  [{ DATABASE_URL: 'postgresql://u:p@db/handoff' }, { databaseUrl: 'postgresql://u:p@db/handoff' }],
  [{ HANDOFF_DEMO: '1', HOST: 'localhost' }, { demo: true }],
  [{ HANDOFF_DEMO: '0', HOST: '0.0.0.0' }, { demo: false }],
  [{ HANDOFF_BOOTSTRAP_TOKEN: 'hof_abc' }, { bootstrapToken: 'hof_abc' }],
  [
    { OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'handoff' },
    {
      oidc: { issuer: 'https://id.example.com', audience: 'handoff', groupsClaim: 'groups', groups: [], client: null },
    },
  ],
  [
    {
      OIDC_ISSUER: 'http://127.0.0.1:8080/realms/ml/',
      OIDC_AUDIENCE: 'handoff',
      OIDC_GROUPS_CLAIM: 'realm_access.roles',
      OIDC_CLIENT_ID: 'handoff-pages',
      OIDC_CLIENT_SECRET: 'its secret',
      OIDC_SCOPE: 'openid email groups',
      OIDC_GROUPS:
        '[{"group":"ds","team":"credit"},{"group":"audit","role":"auditor"},{"group":"ml","role":"ml-engineer","for":"model:a/b"}]',
    },
    {
      oidc: {
        issuer: 'http://127.0.0.1:8080/realms/ml/',
        audience: 'handoff',
        groupsClaim: 'realm_access.roles',
        groups: [
          { group: 'ds', team: 'credit', role: null },
          { group: 'audit', team: null, role: { role: 'auditor', team: null, model: null } },
          { group: 'ml', team: null, role: { role: 'ml-engineer', team: null, model: 'a/b' } },
        ],
        client: { id: 'handoff-pages', secret: 'its secret', scope: 'openid email groups' },
      },
    },
  ],
  [
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_API_URL: 'http://127.0.0.1:4020/api/' },
    {
      slack: { botToken: 'xoxb-1', appToken: 'xapp-1', signingSecret: null },
      slackApiUrl: 'http://127.0.0.1:4020/api/',
    },
  ],
  [
    {
      HANDOFF_PROMETHEUS_TOKENS: 'https://m.example/prometheus/=M_TOKEN, http://p:9090=P_TOKEN',
      M_TOKEN: 'm',
      P_TOKEN: 'p',
    },
    { prometheusTokens: { 'https://m.example/prometheus': 'm', 'http://p:9090': 'p' } },
  ],
  [
    { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 's' },
    { slack: { botToken: 'xoxb-1', appToken: null, signingSecret: 's' } },
  ],
  [
    { REGISTRY_URL: 'http://127.0.0.1:4001/graphql' },
    { urls: { registry: ['http://127.0.0.1:4001/graphql'], deployment: null, monitoring: null, gateway: null } },
  ],
  [
    {
      HANDOFF_TARGET_NETWORKS: '10.0.0.0/8, ::1',
      HANDOFF_TARGET_FOLDERS: '/srv/tf',
      HANDOFF_TARGET_SECRETS: 'A_TOKEN, B_TOKEN',
      A_TOKEN: 'a',
      B_TOKEN: 'b',
    },
    { targets: { networks: ['10.0.0.0/8', '::1'], folders: ['/srv/tf'], secrets: { A_TOKEN: 'a', B_TOKEN: 'b' } } },
  ],
  [{ HANDOFF_PERSON_BUDGET: '100000' }, { budgets: { person: 100_000, service: 240_000_000 } }],
  [
    { HANDOFF_SLACK_HISTORY: '1', HANDOFF_KEEP_ROWS_DAYS: '30', LOG_LEVEL: 'debug' },
    { slackHistory: true, keepRowsDays: 30, logLevel: 'debug' },
  ],
  [
    {
      HANDOFF_MLFLOW_URL: 'https://mlflow.example.com/#churn',
      HANDOFF_MLFLOW_WEBHOOK_SECRET: 'the-old-one, the-new-one',
      MLFLOW_TRACKING_TOKEN: 't',
    },
    {
      mlflow: {
        url: 'https://mlflow.example.com/',
        secrets: ['the-old-one', 'the-new-one'],
        env: { MLFLOW_TRACKING_TOKEN: 't' },
      },
    },
  ],
  [{ MLFLOW_TRACKING_TOKEN: 't' }, { mlflow: null }],
  [{ HANDOFF_URL: 'http://127.0.0.1:4000', HANDOFF_TOKEN: 'hof_x' }, { bootstrapToken: null }],
];

test.each(right)('%j is right', (env, expected) => {
  expect(settingsOf(env)).toMatchObject(expected);
});

const secret = 'do-not-print-me';
const wrong: [Record<string, string>, string][] = [
  [{ PORT: 'abc' }, 'PORT is "abc": give a whole number from 0 to 65535, or leave it out for 4000.'],
  [{ PORT: '65536' }, 'PORT is "65536": give a whole number from 0 to 65535, or leave it out for 4000.'],
  [{ PORT: '-1' }, 'PORT is "-1": give a whole number'],
  [{ BOT_PORT: '4e3' }, 'BOT_PORT is "4e3": give a whole number from 0 to 65535, or leave it out for 4010.'],
  [{ HOST: 'http://x' }, 'HOST is "http://x": give an address or a host name'],
  [{ DATABASE_URL: `mysql://u:${secret}@db` }, 'DATABASE_URL has the wrong form: give postgres://'],
  [{ HANDOFF_PUBLIC_URL: 'handoff.example.com' }, 'HANDOFF_PUBLIC_URL is "handoff.example.com": give the address'],
  [{ HANDOFF_DEMO: 'yes' }, 'HANDOFF_DEMO is "yes": give 1 for the demo catalogue, 0 for none, or leave it out.'],
  [{ HANDOFF_DEMO: '1', HOST: '0.0.0.0' }, 'HANDOFF_DEMO is 1 and HOST is "0.0.0.0": the demo\'s people need'],
  [{ HANDOFF_BOOTSTRAP_TOKEN: secret }, 'HANDOFF_BOOTSTRAP_TOKEN has the wrong form: give a token that starts with'],
  [{ HANDOFF_INTERNAL_KEY: secret }, 'HANDOFF_INTERNAL_KEY has the wrong form: give at least 32 characters'],
  [{ OIDC_ISSUER: 'https://id.example.com' }, 'OIDC_AUDIENCE is missing, but OIDC_ISSUER is set: give'],
  [{ OIDC_AUDIENCE: 'handoff' }, 'OIDC_ISSUER is missing, but OIDC_AUDIENCE is set: give'],
  [{ OIDC_CLIENT_ID: 'x' }, 'OIDC_ISSUER is missing, but OIDC_CLIENT_ID is set: give'],
  [{ OIDC_CLIENT_SECRET: 'x' }, 'OIDC_CLIENT_ID is missing, but OIDC_CLIENT_SECRET is set: give'],
  [{ OIDC_GROUPS: '[]' }, 'OIDC_ISSUER is missing, but OIDC_GROUPS is set: give'],
  [
    { OIDC_ISSUER: 'http://id.example.com', OIDC_AUDIENCE: 'x' },
    'OIDC_ISSUER is "http://id.example.com": give the address',
  ],
  ...[
    '{}',
    '[{"group":"a"}]',
    '[{"group":"a","team":"b","for":"everything"}]',
    '[{"group":"a","role":"b","for":"x"}]',
  ].map((groups): [Record<string, string>, string] => [
    { OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'x', OIDC_GROUPS: groups },
    `OIDC_GROUPS is ${JSON.stringify(groups)}: give a JSON list such as`,
  ]),
  [{ REGISTRY_URL: 'http://127.0.0.1:4001' }, 'REGISTRY_URL is "http://127.0.0.1:4001": give the address of registry'],
  [{ GATEWAY_URL: `http://u:${secret}@x` }, 'GATEWAY_URL is "http://…@x": give the address of the gateway'],
  [{ SLACK_BOT_TOKEN: 'xoxb-1' }, 'SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are missing, and SLACK_BOT_TOKEN needs'],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, 'SLACK_BOT_TOKEN is missing, but SLACK_APP_TOKEN is set: copy'],
  [{ SLACK_BOT_TOKEN: `xapp-${secret}`, SLACK_SIGNING_SECRET: 's' }, 'SLACK_BOT_TOKEN has the wrong form: give the'],
  [{ SLACK_API_URL: 'https://slack.com/api' }, 'SLACK_API_URL is "https://slack.com/api": give an address that ends'],
  [{ HANDOFF_FALLBACK_CHANNEL: '#a b' }, 'HANDOFF_FALLBACK_CHANNEL is "#a b": give a channel'],
  [
    { HANDOFF_MLFLOW_URL: 'mlflow', HANDOFF_MLFLOW_WEBHOOK_SECRET: secret },
    'HANDOFF_MLFLOW_URL is "mlflow": give the address of your MLflow server',
  ],
  [{ HANDOFF_MLFLOW_URL: 'http://mlflow' }, 'HANDOFF_MLFLOW_WEBHOOK_SECRET is missing, but HANDOFF_MLFLOW_URL is set'],
  [{ HANDOFF_MLFLOW_WEBHOOK_SECRET: secret }, 'HANDOFF_MLFLOW_URL is missing, but HANDOFF_MLFLOW_WEBHOOK_SECRET is'],
  [
    { HANDOFF_MLFLOW_URL: 'http://mlflow', HANDOFF_MLFLOW_WEBHOOK_SECRET: `${secret},` },
    'HANDOFF_MLFLOW_WEBHOOK_SECRET has the wrong form: give the secret',
  ],
  [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud": give one of trace, debug, info'],
  [{ HANDOFF_HOM: '/x' }, 'HANDOFF_HOM is no setting of Handoff: did you mean HANDOFF_HOME? Rename it'],
  [{ HANDOFF_TARGET_NETWORKS: '10.0.0.0/33' }, 'HANDOFF_TARGET_NETWORKS is "10.0.0.0/33": give networks'],
  [
    { HANDOFF_PROMETHEUS_TOKENS: 'm.example=M_TOKEN' },
    'HANDOFF_PROMETHEUS_TOKENS is "m.example=M_TOKEN": give the address',
  ],
  [{ HANDOFF_PROMETHEUS_TOKENS: 'https://m.example=M_TOKEN' }, 'HANDOFF_PROMETHEUS_TOKENS names M_TOKEN, but neither'],
  [
    { HANDOFF_PROMETHEUS_TOKENS: 'https://m.example=SLACK_BOT_TOKEN' },
    "HANDOFF_PROMETHEUS_TOKENS names SLACK_BOT_TOKEN, which is Handoff's own",
  ],
  [{ HANDOFF_TARGET_NETWORKS: 'internal' }, 'HANDOFF_TARGET_NETWORKS is "internal": give networks'],
  [{ HANDOFF_TARGET_FOLDERS: 'models' }, 'HANDOFF_TARGET_FOLDERS is "models": give the absolute'],
  [{ HANDOFF_SERVICE_BUDGET: '99999' }, 'HANDOFF_SERVICE_BUDGET is "99999": give a whole number of values a minute'],
  [{ HANDOFF_STREAMS_PER_CALLER: '0' }, 'HANDOFF_STREAMS_PER_CALLER is "0": give a whole number from 1 to 9999'],
  [
    { HANDOFF_OPERATIONS: '/no/such.json' },
    'HANDOFF_OPERATIONS names "/no/such.json", which can\'t be read: name files',
  ],
  [{ HANDOFF_KNOWN_OPERATIONS_ONLY: 'yes' }, 'HANDOFF_KNOWN_OPERATIONS_ONLY is "yes": give 1 for operations'],
  [{ HANDOFF_KEEP_ROWS_DAYS: '0' }, 'HANDOFF_KEEP_ROWS_DAYS is "0": give a whole number of days'],
  [{ HANDOFF_TARGET_SECRETS: 'not a name' }, 'HANDOFF_TARGET_SECRETS is "not a name": give the names'],
  [{ HANDOFF_TARGET_SECRETS: 'NOT_THERE' }, 'HANDOFF_TARGET_SECRETS names NOT_THERE, but neither'],
  [{ HANDOFF_TARGET_SECRETS: 'THERE', THERE_FILE: '/nowhere' }, 'HANDOFF_TARGET_SECRETS names THERE, but neither'],
  [{ HANDOFF_TARGET_SECRETS: 'DATABASE_URL' }, "HANDOFF_TARGET_SECRETS names DATABASE_URL, which is Handoff's own"],
  [
    { HANDOFF_TARGET_SECRETS: 'SLACK_BOT_TOKEN' },
    "HANDOFF_TARGET_SECRETS names SLACK_BOT_TOKEN, which is Handoff's own",
  ],
  [{ HANDOFF_HOME_FILE: '/x' }, 'HANDOFF_HOME_FILE is no setting of Handoff: did you mean HANDOFF_HOME?'],
  [{ HANDOFF_PORT: '1' }, 'HANDOFF_PORT is no setting of Handoff: did you mean PORT?'],
  [
    { HANDOFF_INTERNAL_KY_FILE: '/x' },
    'HANDOFF_INTERNAL_KY_FILE is no setting of Handoff: did you mean HANDOFF_INTERNAL_KEY_FILE?',
  ],
  [{ HANDOFF_QWERTYUIOPASDF: '1' }, 'HANDOFF_QWERTYUIOPASDF is no setting of Handoff: leave it out.'],
];

test.each(wrong)('%j is refused in one line', (env, start) => {
  const problems = problemsOf(env);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.slice(0, start.length)).toBe(start);
  expect(problems[0]).not.toMatch(/\n|do-not-print-me/);
});

test('all problems are told at once', () => {
  const problems = problemsOf({ PORT: 'x', LOG_LEVEL: 'y', OIDC_AUDIENCE: 'z', HANDOFF_DEM: '1' });
  expect(problems.map(problem => problem.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL', 'OIDC_ISSUER', 'HANDOFF_DEM']);
});

describe('secrets in files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'handoff-settings-'));
    await writeFile(join(folder, 'token'), ' hof_from-a-file\n');
    await writeFile(join(folder, 'short'), secret);
    await writeFile(join(folder, 'empty'), '\n');
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are trimmed and used', () => {
    const { bootstrapToken } = settingsOf({ HANDOFF_BOOTSTRAP_TOKEN_FILE: join(folder, 'token') });
    expect(bootstrapToken).toBe('hof_from-a-file');
  });

  test.each([
    ['missing', 'which does not exist: name a file'],
    ['empty', 'which is empty: put the secret into it'],
  ])('%s ones are named with their variable and path', (file, end) => {
    const path = join(folder, file);
    const [problem] = problemsOf({ HANDOFF_INTERNAL_KEY_FILE: path });
    expect(problem).toContain(`HANDOFF_INTERNAL_KEY_FILE is ${JSON.stringify(path)}, ${end}`);
  });

  test('are checked like the variable, and never shown', () => {
    const problems = problemsOf({ HANDOFF_BOOTSTRAP_TOKEN_FILE: join(folder, 'short') });
    expect(problems).toEqual([expect.stringContaining('HANDOFF_BOOTSTRAP_TOKEN has the wrong form: ')]);
    expect(problems[0]).not.toContain(secret);
  });

  test('may not stand beside the variable', () => {
    const env = { HANDOFF_BOOTSTRAP_TOKEN: 'hof_abc', HANDOFF_BOOTSTRAP_TOKEN_FILE: join(folder, 'token') };
    expect(problemsOf(env)).toEqual([
      'HANDOFF_BOOTSTRAP_TOKEN and HANDOFF_BOOTSTRAP_TOKEN_FILE are both set: leave one of them out.',
    ]);
  });
});

test.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['linux', {}, '/home/ada/.local/share/handoff'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/handoff'],
  ['darwin', {}, '/home/ada/Library/Application Support/handoff'],
  ['win32', { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }, 'C:\\Users\\ada\\AppData\\Local\\handoff'],
])('on %s with %j the home is %s', (platform, env, home) => {
  expect(defaultHome(platform, env, '/home/ada')).toBe(home);
});

test('an address is one that a browser understands', () => {
  expect(addressOf('::', 4000)).toBe('http://localhost:4000');
});
