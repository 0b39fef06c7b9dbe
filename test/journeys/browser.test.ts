import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserNote, ChatPage, chromiumPath, startBrowser } from '../browser.ts';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { changed } from '../people.ts';

const [ben, mei, noor, yuki] = ['U08BEN', 'U02MEI', 'U07NOOR', 'U09YUKI'] as const;
const operations = 'C03OPERATIONS';

describe.skipIf(chromiumPath === null)(`the chat in a browser, ${browserNote}`, () => {
  let house: TestHouse;
  let browser: Browser;
  let chat: ChatPage;
  beforeAll(async () => {
    [house, browser] = await Promise.all([testHouse('socket'), startBrowser()]);
    chat = new ChatPage(await browser.newPage(), house.slack.url);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });

  const shows = (text: string | RegExp) => until(async () => expect(await chat.text()).toMatch(text), 15);
  const direct = (userId: string) =>
    [...house.slack.workspace.channels.values()].find(({ directWith }) => directWith === userId)?.id ?? '';

  it('looks a model up', async () => {
    await chat.open(noor, operations);
    await chat.say('/handoff who delivery-time');
    await shows('Who answers for Delivery time');
  });

  it('asks somebody to own it, who accepts', async () => {
    await chat.say('/handoff assign delivery-time owner @ben.okafor');
    await shows('Asked: Ben Okafor as Owner of Delivery time');
    await chat.open(ben, direct(ben));
    await chat.press(/^Accept/, 'Owner of Delivery time');
    await shows('Accepted: Ben Okafor as Owner of Delivery time');
  });

  it('asks for a promotion, in a form that shows what changes', async () => {
    await chat.open(ben, operations);
    await chat.say('/handoff promote ticket-routing 2 to staging');
    await until(async () => expect(await chat.dialog()).toBe('Promote'));
    await shows(/Version 2 of Support ticket routing[\s\S]*Checks:[\s\S]*Approval needed:/);
    await chat.fill('Why should it be promoted?', 'It is better in spring.');
    await chat.press(/^Ask/);
    await shows('asks to promote version 2 of Support ticket routing');
  });

  it('refuses who asked, and says by which rule', async () => {
    await chat.open(ben, operations);
    await chat.press(/^Approve/, 'Invoice field extraction');
    expect(await chat.dialog()).toBe('Approve this?');
    await chat.press('Approve');
    await shows(/Rule: four-eyes\./);
  });

  it('approves with two others', async () => {
    await chat.open(mei, direct(mei));
    await chat.press(/^Approve/, 'Invoice field extraction');
    await chat.press('Approve');
    await chat.open(yuki, direct(yuki));
    // A press on a card that was drawn anew meanwhile does not count.
    await shows(/Mei Chen, as data-scientist, approved/);
    await chat.press(/^Approve/, 'Invoice field extraction');
    await chat.press('Approve');
    await shows(/Approved: version 2 of Invoice field extraction/);
  });

  it('acknowledges an alert', async () => {
    const source = 'query { modelVersion(model: "invoice-fields", version: "1") { id } }';
    const { modelVersion } = await asked<{ modelVersion: { id: string } }>(house.admin, source, {});
    const monitor = {
      ...{ model: 'invoice-fields', name: 'Wrong fields', kind: 'METRIC', metric: 'wrong_fields' },
      ...{ comparator: 'AT_MOST', threshold: 0.2, windowMinutes: 60, minimumRows: 1, severity: 'CRITICAL' },
    };
    await changed(house.admin, 'saveMonitor', { monitor });
    const points = [{ name: 'wrong_fields', at: new Date().toISOString(), value: 0.9, n: 10 }];
    await changed(house.admin, 'recordMetrics { accepted }', {
      versionId: modelVersion.id,
      batchId: 'browser',
      points,
    });
    await until(async () => {
      await chat.open(yuki, direct(yuki));
      expect(await chat.text()).toContain('Wrong fields');
    }, 30);
    await chat.press(/^Acknowledge/, 'Wrong fields');
    await shows(/Critical, acknowledged:[\s\S]*Acknowledged by Yuki Tanaka/);
  });

  it('shows at home what waits, and on the wire what was said', async () => {
    await chat.open(ben, 'home');
    await shows(/Waiting for you[\s\S]*Your models/);
    await chat.open(ben, 'wire');
    await shows(/To the app: event app_home_opened, acknowledged after \d+ ms/);
  });
});
