import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { shortcuts } from './listeners/shortcuts/shortcuts.ts';
import { defaultScopes } from './local-slack/options.ts';
import { botScopes, manifest, methodScopes } from './manifest.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => /^(?!dist|node_modules|local-slack|testing).*(?<!\.test)\.ts$/.test(name))
  .map(name => readFileSync(`${folder}${name}`, 'utf8'));

test('the manifest asks for the scopes of exactly the methods the code calls', () => {
  const calls = sources.flatMap(source =>
    [...source.matchAll(/\.(auth|chat|conversations|users|usergroups|views|files|reactions|pins)\.(\w+)\(/g)].map(
      ([, family, method]) => `${family}.${method}`,
    ),
  );
  expect([...new Set(calls)].sort()).toEqual(Object.keys(methodScopes).sort());
});

test('it names every command and event that is listened to', () => {
  const { features, settings, oauth_config } = manifest({ mode: 'socket' });
  expect(features.slash_commands.map(({ command }) => command)).toEqual(['/handoff']);
  expect(settings.event_subscriptions.bot_events).toEqual(['app_mention', 'message.im', 'app_home_opened']);
  expect(features.shortcuts.map(({ callback_id: id }) => id)).toEqual(Object.keys(shortcuts));
  for (const { name, type } of features.shortcuts) {
    expect(name.length).toBeLessThanOrEqual(24);
    expect(['global', 'message']).toContain(type);
  }
  expect(settings.socket_mode_enabled).toBe(true);
  expect(oauth_config.scopes.bot).toEqual(botScopes());
});

test('over HTTP every address is the given one', () => {
  const requestUrl = 'https://bot.example.com/slack/events';
  const { features, settings } = manifest({ mode: 'http', requestUrl });
  expect(features.slash_commands[0]).toMatchObject({ url: requestUrl });
  expect(settings.event_subscriptions).toMatchObject({ request_url: requestUrl });
  expect(settings.interactivity).toMatchObject({ request_url: requestUrl });
});

test('the local Slack grants no less', () => {
  expect(botScopes().filter(scope => !defaultScopes.includes(scope))).toEqual([]);
});
