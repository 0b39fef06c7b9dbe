import type { Settings } from '../settings.ts';

/** The parts of Handoff that can each be a process of its own. */
export const partNames = ['registry', 'deployment', 'monitoring', 'gateway', 'bot'] as const;

export type PartName = (typeof partNames)[number];

/** Settings that hold all that a part needs in a process of its own. */
export interface PartSettings extends Settings {
  databaseUrl: string;
  internalKey: string;
  urls: Record<keyof Settings['urls'], readonly string[]>;
}

const asks: Readonly<Record<PartName, readonly (keyof Settings['urls'])[]>> = {
  registry: ['gateway'],
  deployment: ['gateway'],
  monitoring: ['gateway'],
  gateway: ['registry', 'deployment', 'monitoring'],
  bot: ['gateway'],
};

/** What a part is started with, or a line for each setting that it lacks, with the mend. */
export function settingsFor(part: PartName, settings: Settings): { settings: PartSettings } | { problems: string[] } {
  const { databaseUrl, internalKey, urls } = settings;
  const problems = [
    ...(databaseUrl ? [] : [noDatabase]),
    ...(internalKey ? [] : [noKey]),
    ...asks[part].filter(name => !urls[name]).map(noAddress),
    ...(part === 'bot' && !settings.slack ? [noSlack] : []),
    ...(settings.demo ? [noDemo] : []),
  ];
  if (problems.length > 0 || !databaseUrl || !internalKey) return { problems };
  return { settings: { ...settings, databaseUrl, internalKey, urls: mapped(urls) } };
}

const noDatabase =
  'DATABASE_URL is missing: the parts share one database, and the embedded PostgreSQL belongs to one process. Give postgres://user:password@host:5432/database, the same to every part.';
const noKey =
  'HANDOFF_INTERNAL_KEY is missing: by it the parts know each other. Make one with "openssl rand -hex 32", and give the same to every part.';
const noSlack =
  'SLACK_BOT_TOKEN is missing: the local Slack is part of "handoff start" only. Copy the bot token from OAuth & Permissions in your Slack app.';
const noDemo =
  'HANDOFF_DEMO is 1, and the demo catalogue is put in by "handoff start" only: run that on this database first, then leave HANDOFF_DEMO out.';

function noAddress(name: keyof Settings['urls']): string {
  const who = name === 'gateway' ? 'the gateway' : name;
  return `${name.toUpperCase()}_URL is missing: give the address of ${who}, ending in /graphql, or several separated by commas.`;
}

function mapped(urls: Settings['urls']): PartSettings['urls'] {
  const { registry, deployment, monitoring, gateway } = urls;
  return {
    registry: registry ?? [],
    deployment: deployment ?? [],
    monitoring: monitoring ?? [],
    gateway: gateway ?? [],
  };
}
