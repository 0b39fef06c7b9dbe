import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { KnownOperations } from './operations.ts';
import { withSecretFiles } from './settings/files.ts';
import { type GroupRule, groupRules } from './settings/groups.ts';
import { defaultHome } from './settings/home.ts';
import { operationsIn } from './settings/operations.ts';
import { disagreements, type Given, unknownNames, wrongForm } from './settings/problems.ts';
import { prometheusTokens } from './settings/prometheus.ts';
import { schema, type Variables } from './settings/schema.ts';
import { targetSecrets } from './settings/targets.ts';
import { type TracingSettings, tracingOf } from './settings/tracing.ts';

/** How a real Slack is spoken to: with an app token over Socket Mode, else over HTTP with the signing secret. */
export interface SlackSettings {
  botToken: string;
  appToken: string | null;
  signingSecret: string | null;
}

/** The MLflow server whose webhooks come to /hooks/mlflow. */
export interface MlflowSettings {
  url: string;
  /** What its webhooks are signed with; any of them. */
  secrets: readonly string[];
  /** Its credentials, under the names that MLflow's own clients read them by. */
  env: Readonly<Record<string, string | undefined>>;
}

/** What Handoff may reach and use when it rolls out by itself. */
export interface TargetSettings {
  /** Private networks and addresses that targets may be at. */
  networks: readonly string[];
  /** Folders in which files of targets may be written. */
  folders: readonly string[];
  /** The secrets that targets may name, by the names of their variables. */
  secrets: Readonly<Record<string, string>>;
}

/** The identity provider whose access tokens are taken, and what its groups give. */
export interface OidcSettings {
  issuer: string;
  audience: string;
  /** The claim that names somebody's groups; a dotted path when no claim has the whole name. */
  groupsClaim: string;
  groups: readonly GroupRule[];
  /** By what Handoff's pages are known at the provider; null: people do not sign in to the pages with it. */
  client: OidcClient | null;
}

/** The pages of the catalogue as a client of the identity provider. */
export interface OidcClient {
  id: string;
  /** Null: a public client. */
  secret: string | null;
  scope: string;
}

/** All that the environment says, checked, with the defaults filled in. Never log it: it holds secrets. */
export interface Settings {
  port: number;
  host: string;
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null;
  /** Absolute folder for embedded data and generated secrets. */
  home: string;
  /** Where people reach Handoff, without a slash at the end. */
  publicUrl: string;
  /** Null: undecided; true only when host is loopback. */
  demo: boolean | null;
  bootstrapToken: string | null;
  /** Null: nobody signs in with an identity provider. */
  oidc: OidcSettings | null;
  internalKey: string | null;
  /** Where the parts of a split Handoff are; each ends in /graphql. Several of one part do the same. */
  urls: Record<'registry' | 'deployment' | 'monitoring' | 'gateway', readonly string[] | null>;
  /** Null: the local Slack. */
  slack: SlackSettings | null;
  /** Null: nothing is heard from MLflow. */
  mlflow: MlflowSettings | null;
  targets: TargetSettings;
  /** Tokens for servers of Prometheus, by the address of each, without a slash at the end. */
  prometheusTokens: Readonly<Record<string, string>>;
  /** Ends in /api/. */
  slackApiUrl: string;
  botPort: number;
  fallbackChannel: string | null;
  /** Where the day's head of the audit trail is posted; null: nowhere. */
  auditChannel: string | null;
  logLevel: string;
  /** What a caller of each kind may ask for in a minute, in values of answers. */
  budgets: Readonly<Record<'person' | 'service', number>>;
  /** Live subscriptions that one caller may have at once, of each gateway. */
  streamsPerCaller: number;
  /** What is known of clients beforehand, and whether nothing else is carried out. */
  operations: { known: KnownOperations; only: boolean };
  /** How long rows that models predicted on are kept, in days. */
  keepRowsDays: number;
  /** Whether the bot has the scopes to read channels before it posts again. */
  slackHistory: boolean;
  /** Null: no traces are kept. */
  tracing: TracingSettings | null;
}

/**
 * Reads the settings from an environment. When something is wrong, all of it comes back as problems: one line each,
 * which names the variable and the mend and never holds a secret.
 */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
): { settings: Settings } | { problems: string[] } {
  const problems: string[] = [];
  const given = withSecretFiles(withoutEmpty(env), problems);
  const parsed = schema.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]);
    problems.push(wrongForm(name, given[name] ?? '', issue.message));
  }
  const secrets = targetSecrets(given, problems);
  const tokens = prometheusTokens(given, problems);
  const known = operationsIn(parsed.data?.HANDOFF_OPERATIONS ?? [], problems);
  problems.push(...disagreements(given), ...unknownNames(given));
  if (!parsed.success || problems.length > 0) return { problems };
  const { HANDOFF_TARGET_NETWORKS: networks, HANDOFF_TARGET_FOLDERS: folders } = parsed.data;
  const targets = { networks, folders, secrets };
  const operations = { known, only: parsed.data.HANDOFF_KNOWN_OPERATIONS_ONLY === '1' };
  return { settings: { ...assemble(parsed.data, env), targets, prometheusTokens: tokens, operations } };
}

/** The address of a server on this host and port, for people on the same machine when it listens everywhere. */
export function addressOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function withoutEmpty(env: Readonly<Record<string, string | undefined>>): Given {
  const entries = Object.entries(env).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

function assemble(
  given: Variables,
  env: Readonly<Record<string, string | undefined>>,
): Omit<Settings, 'targets' | 'prometheusTokens' | 'operations'> {
  return {
    port: given.PORT,
    host: given.HOST,
    databaseUrl: given.DATABASE_URL,
    home: resolve(given.HANDOFF_HOME ?? defaultHome(process.platform, env, homedir())),
    publicUrl: (given.HANDOFF_PUBLIC_URL ?? addressOf(given.HOST, given.PORT)).replace(/\/+$/, ''),
    demo: given.HANDOFF_DEMO === null ? null : given.HANDOFF_DEMO === '1',
    bootstrapToken: given.HANDOFF_BOOTSTRAP_TOKEN,
    oidc: oidcOf(given),
    internalKey: given.HANDOFF_INTERNAL_KEY,
    urls: {
      registry: given.REGISTRY_URL,
      deployment: given.DEPLOYMENT_URL,
      monitoring: given.MONITORING_URL,
      gateway: given.GATEWAY_URL,
    },
    slack: slackOf(given),
    mlflow: mlflowOf(given),
    slackApiUrl: given.SLACK_API_URL,
    botPort: given.BOT_PORT,
    fallbackChannel: given.HANDOFF_FALLBACK_CHANNEL,
    auditChannel: given.HANDOFF_AUDIT_CHANNEL,
    logLevel: given.LOG_LEVEL,
    budgets: { person: given.HANDOFF_PERSON_BUDGET, service: given.HANDOFF_SERVICE_BUDGET },
    streamsPerCaller: given.HANDOFF_STREAMS_PER_CALLER,
    keepRowsDays: given.HANDOFF_KEEP_ROWS_DAYS,
    slackHistory: given.HANDOFF_SLACK_HISTORY === '1',
    tracing: tracingOf(given),
  };
}

function oidcOf(given: Variables): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_GROUPS: groups, OIDC_GROUPS_CLAIM: groupsClaim } = given;
  if (!issuer || !audience) return null;
  const { OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret, OIDC_SCOPE: scope } = given;
  const client = id ? { id, secret, scope } : null;
  return { issuer, audience, groupsClaim, groups: (groups && groupRules(groups)) || [], client };
}

function slackOf(given: Variables): SlackSettings | null {
  if (!given.SLACK_BOT_TOKEN) return null;
  return {
    botToken: given.SLACK_BOT_TOKEN,
    appToken: given.SLACK_APP_TOKEN,
    signingSecret: given.SLACK_SIGNING_SECRET,
  };
}

function mlflowOf(given: Variables): MlflowSettings | null {
  const { HANDOFF_MLFLOW_URL: url, HANDOFF_MLFLOW_WEBHOOK_SECRET: secret } = given;
  if (!url || !secret) return null;
  const { MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN } = given;
  const named = { MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN };
  const env = Object.fromEntries(Object.entries(named).map(([name, value]) => [name, value ?? undefined]));
  return { url: url.replace(/#.*$/, ''), secrets: secret.split(',').map(each => each.trim()), env };
}
