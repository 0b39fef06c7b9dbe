import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { events } from './listeners/events/events.ts';
import { shortcuts } from './listeners/shortcuts/shortcuts.ts';
import { defaultScopes } from './local-slack/options.ts';
import { botScopes, manifest, methodScopes } from './manifest.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(name => /^(?!dist|node_modules|local-slack|testing).*(?<!\.test)\.ts$/.test(name))
  .map(name => readFileSync(`${folder}${name}`, 'utf8'));

test('the manifest asks for the scopes of exactly the methods the code calls', () => {
  const calls = sources.flatMap(source =>
    [
      ...source.matchAll(
        /\.(usergroups\.users|auth|chat|conversations|users|usergroups|views|files|reactions|pins)\.(\w+)\(/g,
      ),
    ].map(([, family, method]) => `${family}.${method}`),
  );
  expect([...new Set(calls)].sort()).toEqual(Object.keys(methodScopes).sort());
});

test('it names every command and event that is listened to', () => {
  const { features, settings, oauth_config } = manifest({ mode: 'socket' });
  expect(features.slash_commands.map(({ command }) => command)).toEqual(['/handoff']);
  expect(settings.event_subscriptions.bot_events).toEqual(
    Object.values(events).flatMap(({ subscriptions }) => Object.keys(subscriptions)),
  );
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

test('links of a host are shown where one is named', () => {
  expect(manifest({ mode: 'socket' }).features).not.toHaveProperty('unfurl_domains');
  expect(manifest({ mode: 'socket' }, { linkHost: 'models.example.com' }).features).toMatchObject({
    unfurl_domains: ['models.example.com'],
  });
});

test('what was said in channels is read only where that is asked for', () => {
  const scopes = (history: boolean) => manifest({ mode: 'socket' }, { history }).oauth_config.scopes.bot;
  expect(scopes(true).filter(scope => !scopes(false).includes(scope))).toEqual(['channels:history', 'groups:history']);
});

test('the local Slack grants no less', () => {
  expect(botScopes().filter(scope => !defaultScopes.includes(scope))).toEqual([]);
});
