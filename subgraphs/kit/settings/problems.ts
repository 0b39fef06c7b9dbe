import { isLoopback } from './loopback.ts';
import { nearest } from './nearest.ts';
import { commandNames, fileNames, secretNames, settingNames } from './schema.ts';

/** The environment without empty values, and with the secrets that came from files. */
export type Given = Readonly<Record<string, string>>;

const secrets: ReadonlySet<string> = new Set(secretNames);

/** One line about a value of the wrong form; a secret's value is never in it. */
export function wrongForm(name: string, value: string, mend: string): string {
  if (secrets.has(name)) return `${name} has the wrong form: ${mend}`;
  const shown = value.replace(/\/\/[^/]*@/g, '//…@').slice(0, 100);
  return `${name} is ${JSON.stringify(shown)}: ${mend}`;
}

/** Problems of settings that don't go together. */
export function disagreements(given: Given): string[] {
  return [...slackProblems(given), ...oidcProblems(given), ...demoProblems(given), ...mlflowProblems(given)];
}

function slackProblems(given: Given): string[] {
  const { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, SLACK_SIGNING_SECRET: signing } = given;
  if (bot && !app && !signing) {
    return [
      'SLACK_APP_TOKEN and SLACK_SIGNING_SECRET are missing, and SLACK_BOT_TOKEN needs one of them: for Socket Mode make an app-level token in Basic Information in your Slack app, for HTTP copy the signing secret from there.',
    ];
  }
  if (bot || (!app && !signing)) return [];
  return [
    `SLACK_BOT_TOKEN is missing, but ${app ? 'SLACK_APP_TOKEN' : 'SLACK_SIGNING_SECRET'} is set: copy the bot token from OAuth & Permissions in your Slack app.`,
  ];
}

function oidcProblems(given: Given): string[] {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_GROUPS: groups, OIDC_CLIENT_ID: client } = given;
  if (given.OIDC_CLIENT_SECRET && !client) {
    return [
      'OIDC_CLIENT_ID is missing, but OIDC_CLIENT_SECRET is set: give the id that your identity provider knows Handoff by.',
    ];
  }
  if (client && !issuer && !audience) {
    return ['OIDC_ISSUER is missing, but OIDC_CLIENT_ID is set: give the address of your identity provider.'];
  }
  if (groups && !issuer && !audience) {
    return ['OIDC_ISSUER is missing, but OIDC_GROUPS is set: give the address of your identity provider.'];
  }
  if (issuer && !audience) {
    return [
      'OIDC_AUDIENCE is missing, but OIDC_ISSUER is set: give the audience ("aud") that access tokens for Handoff are made for.',
    ];
  }
  if (audience && !issuer) {
    return ['OIDC_ISSUER is missing, but OIDC_AUDIENCE is set: give the address of your identity provider.'];
  }
  return [];
}

function mlflowProblems(given: Given): string[] {
  const { HANDOFF_MLFLOW_URL: url, HANDOFF_MLFLOW_WEBHOOK_SECRET: secret } = given;
  if (secret && !url) {
    return [
      'HANDOFF_MLFLOW_URL is missing, but HANDOFF_MLFLOW_WEBHOOK_SECRET is set: give the address of the MLflow server that sends the webhooks.',
    ];
  }
  if (url && !secret) {
    return [
      "HANDOFF_MLFLOW_WEBHOOK_SECRET is missing, but HANDOFF_MLFLOW_URL is set: give the secret that MLflow's webhook was made with.",
    ];
  }
  return [];
}

function demoProblems({ HANDOFF_DEMO: demo, HOST: host }: Given): string[] {
  if (demo !== '1' || !host || isLoopback(host)) return [];
  return [
    `HANDOFF_DEMO is 1 and HOST is ${JSON.stringify(host)}: the demo's people need no password, so leave HOST out for 127.0.0.1, or leave HANDOFF_DEMO out.`,
  ];
}

/** Problems of variables that look like ours and are none. */
export function unknownNames(given: Given): string[] {
  const known: ReadonlySet<string> = new Set([...ours, ...fileNames.map(name => `${name}_FILE`)]);
  const unknown = Object.keys(given).filter(name => name.startsWith('HANDOFF_') && !known.has(name));
  return unknown.map(name => {
    const meant = meantBy(name);
    const mend = meant ? `did you mean ${meant}? Rename it, or leave it out.` : 'leave it out.';
    return `${name} is no setting of Handoff: ${mend}`;
  });
}

const ours = [...settingNames, ...commandNames];

/** Compares without what is alike in many names, so that HANDOFF_PORT finds PORT. */
function meantBy(unknown: string): string | null {
  const core = (name: string) => name.replace(/^HANDOFF_/, '').replace(/_FILE$/, '');
  const best = nearest(core(unknown), ours.map(core));
  const meant = ours.find(name => core(name) === best) ?? null;
  return meant && secrets.has(meant) && unknown.endsWith('_FILE') ? `${meant}_FILE` : meant;
}
