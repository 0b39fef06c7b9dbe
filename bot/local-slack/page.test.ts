import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalSlack } from './local-slack.ts';
import { PlainBrowser } from './testing/browser.ts';
import { startTestSlack } from './testing/slack.ts';
import { type SmallApp, startSmallApp } from './testing/small-app.ts';

describe('the page', () => {
  let slack: LocalSlack;
  let small: SmallApp;
  let browser: PlainBrowser;

  beforeAll(async () => {
    slack = await startTestSlack({ groups: [{ id: 'SRISK', handle: 'risk', name: 'Risk', users: ['UBEN'] }] });
    small = await startSmallApp(slack, 'socket');
    browser = new PlainBrowser(slack.url);
  });
  afterAll(async () => {
    await small.stop();
    await slack.stop();
  });

  test('shows the people, the channels with their members, and what can be tried', async () => {
    await browser.open('/chat');
    expect(browser.html).toContain('Ben Okafor');
    expect(browser.html).toContain('# ml');
    expect(browser.html).toContain('4 members');
    expect(browser.html).toContain('value="/handoff find churn"');
    expect(browser.html).not.toContain('Another Bot');
  });

  test('user groups can be joined and left', async () => {
    await browser.open('/chat?as=UANA&in=CML');
    expect(browser.html).toContain('<p>Ben Okafor</p>');
    await browser.press('Join');
    expect(browser.html).toContain('<p>Ben Okafor, Ana Costa</p>');
    expect(slack.workspace.groups.get('SRISK')?.users).toEqual(['UBEN', 'UANA']);
    await browser.press('Leave');
    expect(browser.html).toContain('<p>Ben Okafor</p>');
  });

  test('a guest sees only their own channels', async () => {
    await browser.open('/chat?as=UGUEST');
    expect(browser.html).not.toContain('# ml');
    expect(browser.html).toContain('@ Handoff');
  });

  test('a command is answered to one person alone, who can dismiss it', async () => {
    await browser.open('/chat?as=UANA&in=CML');
    await browser.send('/chat/send', { text: '/handoff find <b>' });
    expect(browser.html).toContain('Only visible to you');
    expect(browser.html).toContain('Found &lt;b&gt;');
    const other = new PlainBrowser(slack.url);
    await other.open('/chat?as=UBEN&in=CML');
    expect(other.html).not.toContain('Only visible to you');
    await browser.press('Dismiss');
    expect(browser.html).not.toContain('Only visible to you');
  });

  test('a suggested command is sent by its button', async () => {
    await browser.press('/handoff mine');
    expect(small.seen.commands.at(-1)?.text).toBe('mine');
  });

  test('a card is drawn, pressed by somebody else, and edited in place', async () => {
    await browser.send('/chat/send', { text: '/handoff card' });
    expect(browser.html).toContain('<h3>Owner of churn-predictor</h3>');
    expect(browser.html).toMatch(/<time datetime="2026-11-2[^"]*">\w+,? 2\d November 2026<\/time>/);
    await browser.open('/chat?as=UBEN&in=CML');
    await browser.press('Accept');
    expect(browser.html).toContain('accepted by <span class="mention">@Ben Okafor</span>');
    expect(browser.html).toContain('(edited)');
  });

  test('a button with a question asks it first', async () => {
    const pressed = small.seen.actions.length;
    await browser.press('Withdraw');
    expect(browser.html).toContain('Withdraw this?');
    expect(small.seen.actions).toHaveLength(pressed);
    await browser.press('Withdraw', { confirmed: '1' });
    expect(small.seen.actions.at(-1)).toMatchObject({ id: 'withdraw' });
  });

  test('a modal complains at its inputs, keeps what was typed, searches, and closes', async () => {
    await browser.send('/chat/send', { text: '/handoff form' });
    expect(browser.html).toContain('<h2 id="dialog-title"');
    expect(browser.html).toContain('<option value="ranking">ranking</option>');
    const view = /name="view" value="(\w+)"/.exec(browser.html)?.[1] ?? '';
    const typed = { view, 'v:role.role': 'Owner', 'v:who.who': 'UCHI' };
    await browser.send('/chat/submit', typed);
    expect(browser.html.match(/Please complete this required field/g)).toHaveLength(2);
    expect(browser.html).toContain('<option value="UCHI" selected>');
    await browser.send('/chat/suggest', { ...typed, press: '["model","model"]', '?v:model.model': 'fra' });
    expect(browser.html).toContain('<option value="fraud">');
    expect(browser.html).not.toContain('<option value="ranking">');
    await browser.send('/chat/submit', { ...typed, 'v:model.model': 'fraud', 'v:note.note': 'hm' });
    expect(browser.html).toContain('<p class="error" role="alert" id="error-note">Say a little more.</p>');
    await browser.send('/chat/submit', { ...typed, 'v:model.model': 'fraud', 'v:note.note': 'knows it' });
    expect(browser.html).not.toContain('<dialog');
    expect(small.seen.submissions.at(-1)).toMatchObject({ who: { who: { selected_user: 'UCHI' } } });
  });

  test('menus on messages act, and nothing chosen is said', async () => {
    await browser.send('/chat/send', { text: '/handoff gallery' });
    expect(browser.html).toContain('<svg');
    expect(browser.html).toContain('<td class="right">0.913</td>');
    const ts = slack.workspace.messages.get('CML')?.at(-1)?.ts ?? '';
    const press = '["choose","silence"]';
    await browser.send('/chat/act', { ts, press, 'v:choose.silence': '4 hours' });
    expect(small.seen.actions.at(-1)).toMatchObject({ value: { selected_option: { value: '4 hours' } } });
    await browser.send('/chat/act', { ts, press });
    expect(browser.html).toContain('Choose something first.');
    await browser.send('/chat/suggest', { ts, press: '["choose","model"]', '?v:choose.model': 'churn' });
    expect(browser.html).toContain('<option value="churn">');
  });

  test('mentions start threads, which can be answered', async () => {
    await browser.send('/chat/send', { text: '@Handoff hello' });
    expect(browser.html).toContain('Thread, 1 reply');
    const root = slack.workspace.messages.get('CML')?.at(-1)?.thread_ts ?? '';
    await browser.send('/chat/send', { text: 'thanks', thread: root });
    expect(browser.html).toContain('Thread, 2 replies');
  });

  test('direct messages and the home tab work, and what is new is counted', async () => {
    await browser.open('/chat?as=UANA&in=DANA');
    await browser.send('/chat/send', { text: 'mine' });
    expect(browser.html).toContain('Heard: mine');
    await browser.open('/chat?as=UBEN&in=CML');
    await small.app.client.chat.postMessage({ channel: 'UBEN', text: 'For you' });
    await browser.open('/chat?as=UANA&in=CML');
    expect(browser.html).toContain('1<span class="spoken"> new</span>');
    await browser.open('/chat/home?as=UBEN');
    expect(browser.html).toContain('<h1>Home of Handoff</h1>');
    expect(browser.html).toContain('Owner of churn-predictor');
    await browser.press('Accept');
    expect(small.seen.actions.at(-1)).toMatchObject({ id: 'accept' });
  });

  test('unknown commands and an app that is not there are said', async () => {
    await browser.open('/chat?as=UANA&in=CML');
    await browser.send('/chat/send', { text: '/deploy all' });
    expect(browser.html).toContain('There is no such command here.');
    slack.deliverTo({ mode: 'http', requestUrl: 'http://127.0.0.1:9/slack/events' });
    await browser.send('/chat/send', { text: '/handoff mine' });
    expect(browser.html).toContain('Handoff could not be reached');
    slack.deliverTo({ mode: 'socket' });
  });

  test('what was chosen among offered choices arrives with its words', async () => {
    const card = slack.workspace.messages.get('CML')?.find(message => message.text === 'Every block');
    const fields = { ts: card?.ts ?? '', press: '["choose","model"]' };
    await browser.open('/chat?as=UANA&in=CML');
    await browser.send('/chat/act', { ...fields, 'v:choose.model': 'churn' });
    const option = { value: 'churn', text: { text: 'churn' } };
    expect(small.seen.actions.at(-1)).toMatchObject({ value: { type: 'external_select', selected_option: option } });
  });

  test('the wire shows payloads, times and violations, and makes things go wrong', async () => {
    await browser.open('/chat?as=UANA&in=CML');
    await browser.send('/chat/send', { text: '/handoff find wires' });
    await small.app.client.chat.postMessage({ channel: 'CNONE', text: 'x' }).catch(() => undefined);
    await browser.open('/chat?as=UANA&in=wire');
    expect(browser.html).toContain('<h1>Wire</h1>');
    expect(browser.html).toMatch(
      /To the app: <strong>command \/handoff find wires<\/strong>, acknowledged <span class="ms">after \d+ ms/,
    );
    expect(browser.html).toContain('&quot;text&quot;: &quot;find wires&quot;');
    expect(browser.html).toContain('Violation: channel_not_found');
    expect(browser.html).not.toContain('class="composer"');
    await browser.send('/chat/fault', { fault: 'drop' });
    await browser.open('/chat?as=UANA&in=CML');
    await browser.send('/chat/send', { text: '/handoff find lost' });
    expect(browser.html).toContain('did not answer within 3 seconds');
    await browser.open('/chat?as=UANA&in=wire');
    expect(browser.html).toContain('Violation: not acknowledged within 3 s');
    await browser.send('/chat/fault', { fault: 'toString' });
    expect(browser.html).toContain('<h1>Wire</h1>');
  });

  test('odd input is taken calmly', async () => {
    await browser.send('/chat/act', { ts: 'a\r\nx: y ☃', press: 'no json' });
    expect(browser.html).toContain('no longer there');
    await browser.send('/chat/submit', { view: 'VNONE' });
    expect(browser.html).toContain('no longer there');
    for (const path of ['//', '/chat/toString']) expect((await fetch(`${slack.url}${path}`)).status).toBe(404);
  });

  test('a text that is too long is refused, and holds up nothing on its connection', async () => {
    const body = new URLSearchParams({ text: 'x'.repeat(1_100_000) });
    for (let time = 0; time < 3; time++) {
      const sent = await fetch(`${slack.url}/chat/send`, { method: 'POST', body, headers: { origin: slack.url } });
      expect(sent.status).toBe(413);
      expect(await sent.text()).toContain('too long');
      for (let next = 0; next < 2; next++) expect((await fetch(`${slack.url}/chat/none`)).status).toBe(404);
    }
  });

  test('a message for one person cannot be pressed by another', async () => {
    await slack.reaction(() => slack.command('UANA', 'CML', '/handoff menu'));
    const ts = slack.workspace.ephemerals.at(-1)?.ts ?? '';
    const pressed = small.seen.actions.length;
    await browser.open('/chat?as=UBEN&in=CML');
    await browser.send('/chat/act', { ts, press: '["answer","accept"]' });
    expect(browser.html).toContain('no longer there');
    expect(small.seen.actions).toHaveLength(pressed);
  });

  test('its headers allow our own style, script and forms only', async () => {
    const response = await fetch(`${slack.url}/chat`);
    const policy = response.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(await response.text()).not.toMatch(/<script>|<style|style="|onclick/);
    expect((await fetch(`${slack.url}/chat/style.css`)).headers.get('content-type')).toContain('text/css');
    expect((await fetch(`${slack.url}/chat/script.js`)).status).toBe(200);
  });

  const statusOf = (method: string, headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(`${slack.url}/chat${method === 'POST' ? '/send' : ''}`, { method, headers }, response => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.on('error', reject).end(method === 'POST' ? 'as=UANA&in=CML&text=' : undefined);
    });
  const own = () => new URL(slack.url).host;

  test.each([
    ['GET', () => ({ host: 'localhost:4000' }), 200],
    ['GET', () => ({ host: '[::1]:4000' }), 200],
    ['GET', () => ({ host: 'evil.example' }), 403],
    ['GET', () => ({ host: '127.0.0.1.evil.example' }), 403],
    ['POST', () => ({ host: own() }), 403],
    ['POST', () => ({ host: own(), origin: `http://${own()}` }), 303],
    ['POST', () => ({ host: own(), origin: 'http://evil.example' }), 403],
    ['POST', () => ({ host: own(), origin: 'null' }), 403],
    ['POST', () => ({ host: own(), 'sec-fetch-site': 'same-origin' }), 303],
    ['POST', () => ({ host: own(), 'sec-fetch-site': 'cross-site' }), 403],
    ['POST', () => ({ host: own(), origin: `http://${own()}`, 'sec-fetch-site': 'same-site' }), 403],
    ['PUT', () => ({ host: own() }), 403],
  ])('%s with %o', async (method, headers, status) => {
    expect(await statusOf(method, headers())).toBe(status);
  });

  const post = (fields: Record<string, string>) =>
    fetch(`${slack.url}/chat/send`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: slack.url },
      body: new URLSearchParams(fields),
    });

  test.each([
    ['UANA', 'hello', 303],
    ['UNOBODY', 'this is nobody’s', 404],
    ['', 'this is nobody’s', 404],
  ])('a form of %j is answered with what it deserves', async (as, text, status) => {
    expect((await post({ as, in: 'CML', text })).status).toBe(status);
    const shown = await (await fetch(`${slack.url}/chat?as=UANA&in=CML`)).text();
    expect(shown).not.toContain('nobody’s');
  });

  test('it can be served by another server, and the own port can leave it out', async () => {
    const elsewhere = await startTestSlack({ pageAtOwnPort: false });
    const server = createServer(async (asked, response) => {
      if (!(await elsewhere.handle(asked, response))) response.writeHead(418).end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect((await fetch(`${url}/chat`)).status).toBe(200);
    expect((await fetch(`${url}/chatter`)).status).toBe(418);
    expect((await fetch(`${elsewhere.url}/chat`)).status).toBe(404);
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await elsewhere.stop();
  });
});
