import { Command, InvalidArgumentError } from 'commander';
import { manifest } from './manifest.ts';

interface Options {
  http?: string;
  links?: string;
  history?: boolean;
}

/** The command `handoff slack`. */
export function slackCommand(): Command {
  const command = new Command('slack').description('Set up a Slack workspace');
  command
    .command('manifest')
    .description('Print the app manifest to paste at https://api.slack.com/apps, as JSON')
    .option('--http <address>', 'receive over HTTP at this public address, instead of over sockets', httpsAddress)
    .option('--links <host>', 'show what links to this host lead to; default: that of HANDOFF_PUBLIC_URL', hostName)
    .option('--history', 'let it read what was said in channels it is in; default: HANDOFF_SLACK_HISTORY')
    .addHelpText('after', examples)
    .action(({ http, links, history = process.env.HANDOFF_SLACK_HISTORY === '1' }: Options) => {
      const how = http === undefined ? { mode: 'socket' as const } : { mode: 'http' as const, requestUrl: http };
      const linkHost = links ?? publicHost(process.env.HANDOFF_PUBLIC_URL);
      process.stdout.write(`${JSON.stringify(manifest(how, { linkHost, history }), null, 2)}\n`);
    });
  return command;
}

const examples = `
Examples:
  handoff slack manifest
  handoff slack manifest --links models.example.com
  handoff slack manifest --http https://bot.example.com/slack/events`;

function httpsAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' && url.pathname === '/slack/events') return url.href;
  throw new InvalidArgumentError('Give an address that Slack reaches, https://…/slack/events.');
}

function hostName(text: string): string {
  const url = URL.canParse(`https://${text}`) ? new URL(`https://${text}`) : null;
  if (url?.hostname === text.toLowerCase() && isPublic(url.hostname)) return url.hostname;
  throw new InvalidArgumentError('Give a host name such as models.example.com.');
}

/** The host that people open Handoff at; null where Slack could not know it. */
function publicHost(address: string | undefined): string | null {
  const hostname = address && URL.canParse(address) ? new URL(address).hostname : null;
  return hostname && isPublic(hostname) ? hostname : null;
}

/** Slack takes names with a dot in them, and no addresses of numbers. */
function isPublic(hostname: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(hostname);
}
