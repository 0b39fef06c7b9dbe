import { z } from 'zod';
import { groupRules, groupsMend } from './groups.ts';
import { isLoopbackUrl } from './loopback.ts';
import { isPairs } from './pairs.ts';
import { isServerToken } from './prometheus.ts';
import { isNetwork } from './targets.ts';

/** Settings that are secret: never shown in a message, and taken from a file when <NAME>_FILE names one. */
export const secretNames = [
  'DATABASE_URL',
  'HANDOFF_BOOTSTRAP_TOKEN',
  'HANDOFF_INTERNAL_KEY',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'HANDOFF_MLFLOW_WEBHOOK_SECRET',
  'MLFLOW_TRACKING_PASSWORD',
  'MLFLOW_TRACKING_TOKEN',
  'OIDC_CLIENT_SECRET',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
] as const;

/** Settings that are taken from a file when <NAME>_FILE names one: the secret ones, and what is too long for a line. */
export const fileNames = [...secretNames, 'OIDC_GROUPS'] as const;

/** Variables of the command, which readSettings leaves alone. */
export const commandNames = ['HANDOFF_URL', 'HANDOFF_TOKEN', 'HANDOFF_TOKEN_FILE'] as const;

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

function checked(fits: (value: string) => boolean, mend: string) {
  return z.string().refine(fits, mend);
}

function optional(fits: (value: string) => boolean, mend: string) {
  return checked(fits, mend)
    .nullish()
    .transform(value => value ?? null);
}

function channel() {
  const mend = 'give a channel, by its name (#ml-handoff) or its id, without spaces.';
  return optional(value => !/\s/.test(value), mend);
}

function port(fallback: number) {
  const mend = `give a whole number from 0 to 65535, or leave it out for ${fallback}.`;
  return checked(value => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, mend)
    .transform(Number)
    .default(fallback);
}

function budget(fallback: number) {
  const mend = `give a whole number of values a minute from 100000 to 2000000000, or leave it out for ${fallback}.`;
  const fits = (value: string) => /^\d{6,10}$/.test(value) && Number(value) >= 100_000 && Number(value) <= 2e9;
  return checked(fits, mend).transform(Number).default(fallback);
}

function milliseconds(fallback: number) {
  const mend = `give a whole number of milliseconds from 1 to 600000, or leave it out for ${fallback}.`;
  return checked(value => /^\d{1,6}$/.test(value) && Number(value) >= 1 && Number(value) <= 600_000, mend)
    .transform(Number)
    .default(fallback);
}

function oneOf(values: readonly string[], mend: string) {
  return optional(value => values.includes(value), `give ${values.join(' or ')}${mend}`);
}

function pairs(example: string) {
  return optional(
    isPairs,
    `give key=value pairs separated by commas, e.g. ${example}, with special characters as %xx.`,
  );
}

const otlpForms = ['http/protobuf', 'http/json'];
const otlpMend = ': traces are sent over HTTP, which collectors take at port 4318.';
const samplers = ['always_on', 'always_off', 'traceidratio'].flatMap(each => [each, `parentbased_${each}`]);

function flag(one: string, zero: string) {
  return optional(value => value === '0' || value === '1', `give 1 for ${one}, 0 for ${zero}, or leave it out.`);
}

function isWebUrl(value: string): boolean {
  return /^https?:\/\//.test(value) && URL.canParse(value);
}

/** Whether nobody on the way can change what this address answers. */
function isSafeUrl(value: string): boolean {
  return isWebUrl(value) && (value.startsWith('https:') || isLoopbackUrl(new URL(value)));
}

function listOf(value: string): string[] {
  return value.split(',').map(each => each.trim());
}

function list(fits: (value: string) => boolean, mend: string) {
  return checked(value => listOf(value).every(fits), mend)
    .nullish()
    .transform(value => (value ? listOf(value) : []));
}

function partUrls(who: string) {
  return checked(
    value => listOf(value).every(each => isWebUrl(each) && each.endsWith('/graphql')),
    `give the address of ${who}, ending in /graphql, e.g. http://127.0.0.1:4001/graphql, or several separated by commas, or leave it out.`,
  )
    .nullish()
    .transform(value => (value ? listOf(value) : null));
}

/** Every setting as it stands in the environment. The text of an issue is its mend; see problems.ts for the rest of the line. */
export const schema = z.object({
  PORT: port(4000),
  BOT_PORT: port(4010),
  HOST: checked(
    value => /^[\w.:-]+$/.test(value),
    'give an address or a host name to listen on, or leave it out for 127.0.0.1.',
  ).default('127.0.0.1'),
  DATABASE_URL: optional(
    value => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value),
    'give postgres://user:password@host:5432/database (special characters in the password as %xx), or leave it out for the embedded PostgreSQL.',
  ),
  HANDOFF_HOME: optional(value => !value.includes('\0'), 'give a folder.'),
  HANDOFF_PUBLIC_URL: optional(isWebUrl, 'give the address that people open, e.g. https://handoff.example.com.'),
  HANDOFF_DEMO: flag('the demo catalogue', 'none'),
  HANDOFF_BOOTSTRAP_TOKEN: optional(
    value => !/\s/.test(value) && (/^hof_./.test(value) || value.length >= 20),
    'give a token that starts with hof_, or at least 20 characters without spaces.',
  ),
  OIDC_ISSUER: optional(
    isSafeUrl,
    'give the address of your identity provider as its tokens name it, e.g. https://login.example.com; http is for this machine only.',
  ),
  OIDC_AUDIENCE: optional(() => true, ''),
  OIDC_CLIENT_ID: optional(() => true, ''),
  OIDC_CLIENT_SECRET: optional(() => true, ''),
  OIDC_SCOPE: checked(
    value => /^openid\b/.test(value) && value.length <= 500,
    'give scopes separated by spaces, openid first, or leave it out for "openid profile email".',
  ).default('openid profile email'),
  OIDC_GROUPS: optional(value => groupRules(value) !== null, groupsMend),
  OIDC_GROUPS_CLAIM: checked(
    value => value.length <= 200,
    'give the name of a claim, such as roles or realm_access.roles, or leave it out for groups.',
  ).default('groups'),
  HANDOFF_INTERNAL_KEY: optional(
    value => value.length >= 32,
    'give at least 32 characters, the same ones to every part of Handoff.',
  ),
  REGISTRY_URL: partUrls('registry'),
  DEPLOYMENT_URL: partUrls('deployment'),
  MONITORING_URL: partUrls('monitoring'),
  GATEWAY_URL: partUrls('the gateway'),
  SLACK_BOT_TOKEN: optional(
    value => /^(xoxe\.)?xoxb-/.test(value),
    'give the token that starts with xoxb-, from OAuth & Permissions in your Slack app.',
  ),
  SLACK_APP_TOKEN: optional(
    value => value.startsWith('xapp-'),
    'give the token that starts with xapp-, from App-Level Tokens in Basic Information in your Slack app.',
  ),
  SLACK_SIGNING_SECRET: optional(() => true, ''),
  SLACK_API_URL: checked(
    value => isWebUrl(value) && value.endsWith('/api/'),
    'give an address that ends in /api/, or leave it out for https://slack.com/api/.',
  ).default('https://slack.com/api/'),
  HANDOFF_FALLBACK_CHANNEL: channel(),
  HANDOFF_AUDIT_CHANNEL: channel(),
  HANDOFF_MLFLOW_URL: optional(isWebUrl, 'give the address of your MLflow server, e.g. https://mlflow.example.com.'),
  HANDOFF_MLFLOW_WEBHOOK_SECRET: optional(
    value => listOf(value).every(each => each.length >= 8),
    "give the secret that MLflow's webhook was made with, of at least 8 characters, or two separated by a comma while one takes the place of the other.",
  ),
  MLFLOW_TRACKING_USERNAME: optional(() => true, ''),
  MLFLOW_TRACKING_PASSWORD: optional(() => true, ''),
  MLFLOW_TRACKING_TOKEN: optional(() => true, ''),
  HANDOFF_TARGET_NETWORKS: list(
    isNetwork,
    'give networks or addresses separated by commas, e.g. 10.0.0.0/8,127.0.0.1, or leave it out for public addresses alone.',
  ),
  HANDOFF_TARGET_FOLDERS: list(
    value => value.startsWith('/') && !value.includes('\0'),
    'give the absolute paths of folders separated by commas, e.g. /srv/tensorflow, or leave it out for none.',
  ),
  HANDOFF_TARGET_SECRETS: list(
    value => /^[A-Z][A-Z0-9_]{0,127}$/.test(value),
    'give the names of the variables that targets may take secrets from, separated by commas, e.g. WEBHOOK_SECRET,MLFLOW_TOKEN.',
  ),
  HANDOFF_PROMETHEUS_TOKENS: list(
    isServerToken,
    'give the address of each server and the name of the variable with its token, e.g. https://mimir.example.com=MIMIR_TOKEN, separated by commas.',
  ),
  HANDOFF_KEEP_ROWS_DAYS: checked(
    value => /^\d{1,3}$/.test(value) && Number(value) >= 1 && Number(value) <= 400,
    'give a whole number of days from 1 to 400, or leave it out for 90.',
  )
    .transform(Number)
    .default(90),
  HANDOFF_PERSON_BUDGET: budget(60_000_000),
  HANDOFF_SERVICE_BUDGET: budget(240_000_000),
  HANDOFF_STREAMS_PER_CALLER: checked(
    value => /^\d{1,4}$/.test(value) && Number(value) >= 1,
    'give a whole number from 1 to 9999, or leave it out for 50.',
  )
    .transform(Number)
    .default(50),
  HANDOFF_OPERATIONS: list(
    value => value !== '' && !value.includes('\0'),
    'give the files of manifests that "handoff operations" wrote, separated by commas, or leave it out.',
  ),
  HANDOFF_KNOWN_OPERATIONS_ONLY: flag('operations of manifests only', 'all'),
  HANDOFF_SLACK_HISTORY: flag('reading channels before posting again', 'not'),
  OTEL_SDK_DISABLED: oneOf(['true', 'false'], '; true keeps no traces.'),
  OTEL_TRACES_EXPORTER: oneOf(['otlp', 'none'], ', or leave it out: traces are sent in no other way.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    isWebUrl,
    'give the address of a collector that takes OTLP over HTTP, e.g. http://127.0.0.1:4318.',
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional(
    isWebUrl,
    'give the full address that takes traces, e.g. http://127.0.0.1:4318/v1/traces.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: pairs('authorization=Bearer%20abc'),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: pairs('authorization=Bearer%20abc'),
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(otlpForms, otlpMend),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: oneOf(otlpForms, otlpMend),
  OTEL_EXPORTER_OTLP_COMPRESSION: oneOf(['gzip', 'none'], ', or leave it out for none.'),
  OTEL_EXPORTER_OTLP_TIMEOUT: milliseconds(10_000),
  OTEL_BSP_SCHEDULE_DELAY: milliseconds(5_000),
  OTEL_SERVICE_NAME: optional(() => true, ''),
  OTEL_RESOURCE_ATTRIBUTES: pairs('deployment.environment.name=production'),
  OTEL_TRACES_SAMPLER: checked(
    value => samplers.includes(value),
    `give one of ${samplers.join(', ')}, or leave it out for parentbased_always_on.`,
  ).default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: checked(
    value => /^(0|1|0?\.\d+|1\.0+)$/.test(value),
    'give the share of traces to keep, a number from 0 to 1, or leave it out for 1.',
  )
    .transform(Number)
    .default(1),
  LOG_LEVEL: checked(
    value => levels.some(level => level === value),
    `give one of ${levels.join(', ')}, or leave it out for info.`,
  ).default('info'),
});

/** What the schema makes of an environment. */
export type Variables = z.output<typeof schema>;

/** The names of all settings. */
export const settingNames = schema.keyof().options;
