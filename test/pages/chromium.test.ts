import { furnish } from '@handoff/bench/furnish';
import { pagePaths, withIds } from '@handoff/bench/page-paths';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';
import { hasChromium, openChromium, overflow, violations } from './chromium.ts';
import { hostileTexts } from './hostile.ts';

/** A page's weight without pictures, in bytes. */
const heaviest = 100_000;

describe.skipIf(!hasChromium)('the pages in Chromium', () => {
  let house: TestHouse;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let pending: string;
  let addressOf: (path: string) => string;
  const elsewhere: string[] = [];
  const complaints: string[] = [];

  beforeAll(async () => {
    [house, browser] = [await testHouse('socket'), await openChromium()];
    addressOf = await withIds(house.admin, await furnish(house.admin));
    const document = '{ promotions(state: [PENDING]) { nodes { id } } }';
    const { promotions } = await asked<{ promotions: { nodes: { id: string }[] } }>(house.admin, document);
    pending = promotions.nodes[0]?.id ?? 'none';
  });
  afterAll(async () => {
    await browser?.close();
    await house?.stop();
  });
  afterEach(() => {
    expect([elsewhere.splice(0), complaints.splice(0)]).toEqual([[], []]);
  });

  async function openPage(): Promise<void> {
    context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Asia/Tokyo' });
    page = await context.newPage();
    page.on('request', request => {
      if (!request.url().startsWith(house.url)) elsewhere.push(request.url());
    });
    page.on('console', message => {
      if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
    });
  }

  const change = <T>(mutation: string, input: object, select: string) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    return asked<Record<string, T>>(
      house.admin,
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${select} problem { message } } }`,
      { input },
    );
  };

  async function be(name: string, path = '/'): Promise<void> {
    await page.goto(`${house.url}${path}`);
    await page.getByRole('button', { name }).click();
    await page.locator('.who .name', { hasText: name }).waitFor();
    await page.waitForLoadState();
  }

  describe('somebody in a browser of their own', () => {
    beforeEach(openPage);
    afterEach(() => context.close());

    it('finds a model by a typo, reads its card, and compares', async () => {
      await be('Noor Haddad');
      await page.keyboard.press('/');
      await page.keyboard.type('chrun');
      await page.keyboard.press('Enter');
      await page.waitForURL(/chrun/);
      await page.getByRole('link', { name: 'Customer churn' }).click();
      await expect.poll(() => page.title()).toBe('Customer churn · Handoff');
      const registered = page.locator('#about time').last();
      const at = new Date((await registered.getAttribute('datetime')) ?? '');
      const inTokyo = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });
      await expect.poll(() => registered.textContent()).toContain(inTokyo.format(at));
      await page.getByRole('link', { name: 'Version 3', exact: true }).click();
      await page.getByText('Read the card').click();
      await page.getByRole('heading', { level: 3 }).first().waitFor();
      await page.goBack();
      await page.getByRole('link', { name: 'with 2' }).click();
      await expect.poll(() => page.title()).toBe('Customer churn: 2 and 3 · Handoff');
    });

    it('approves, and says what is still missing', async () => {
      await be('Mei Chen', `/promotions/${pending}`);
      await page.locator('summary', { hasText: 'Approve' }).click();
      await page.getByLabel('Comment').first().fill('The account numbers hold.');
      await page.getByRole('button', { name: 'Approve', exact: true }).click();
      await page.getByText('Your approval is kept.').waitFor();
      await expect.poll(() => page.locator('#approvals').textContent()).toContain('The account numbers hold.');
      expect(await page.locator('#approvals').textContent()).toContain('1 × IT operations');
    });

    it('acknowledges an alert', async () => {
      await be('Priya Raman', '/alerts');
      await page.getByRole('link', { name: 'Scores come late' }).click();
      await page.locator('summary', { hasText: 'Acknowledge' }).click();
      await page.getByRole('button', { name: 'Acknowledge', exact: true }).click();
      await page.getByText('You acknowledged it').waitFor();
      await expect.poll(() => page.locator('.badges').textContent()).toContain('Acknowledged');
    });

    it('prints a report', async () => {
      await be('Rosa Delgado', '/reports');
      await page.locator('#model').fill('card-fraud');
      await page.getByRole('button', { name: 'Make it' }).click();
      await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain('card-fraud');
      expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
    });

    it('opens the query of a page in GraphiQL, signed in alike', async () => {
      await be('Ana Lima', '/models/churn');
      await page.getByRole('link', { name: 'See this page’s query' }).click();
      await page.locator('.graphiql-execute-button').click();
      await expect.poll(() => page.locator('.result-window').textContent()).toContain('Customer churn');
    });

    it('shows a hundred texts full of markup, and runs none of them', async () => {
      expect(hostileTexts).toHaveLength(100);
      for (const [index, text] of hostileTexts.entries()) {
        const input = {
          name: `hostile-${index}`,
          title: text.replaceAll(/\s+/g, ' ').slice(0, 200),
          task: 'OTHER',
          riskTier: 'MINIMAL',
        };
        await change(
          'registerModel',
          { ...input, purpose: text, description: text, tags: ['hostile'] },
          'model { id }',
        );
        const limits = { model: `hostile-${index}`, revision: 1, limitations: text };
        await change('updateModel', limits, 'model { id }');
      }
      await be('Rosa Delgado', '/models?tag=hostile');
      const hacked = () => page.evaluate('window.hacked');
      for (let at = 0; at < hostileTexts.length; at++) {
        await page.goto(`${house.url}/models/hostile-${at}`);
        const elements =
          'main script, main img, main iframe, main style, main link, main base, main meta, main [style], main [onerror], main [onload]';
        const found = await page.locator(elements).count();
        expect([at, found, await hacked()]).toEqual([at, 0, undefined]);
        const hrefs = await page.locator('main a').evaluateAll(all => all.map(each => each.getAttribute('href') ?? ''));
        expect(hrefs.filter(href => !/^(https?:|mailto:|\/|#)/i.test(href))).toEqual([]);
      }
      for (const path of ['/models?tag=hostile', '/', '/audit', '/models?search=window.hacked']) {
        await page.goto(`${house.url}${path}`);
        expect([path, await hacked()]).toEqual([path, undefined]);
      }
    });
  });

  describe('Rosa, who goes from page to page', () => {
    beforeAll(async () => {
      await openPage();
      await be('Rosa Delgado');
    });
    afterAll(() => context?.close());

    it.each(pagePaths)('shows %s without overflow, in little weight, and fit for everybody', async place => {
      const path = addressOf(place);
      await page.emulateMedia({ colorScheme: 'light' });
      const answer = await page.goto(`${house.url}${path}`);
      expect(answer?.status()).toBe(path === '/models/nothing' ? 404 : 200);
      const text = (await answer?.text())?.replaceAll(/<svg[\s\S]*?<\/svg>/g, '') ?? '';
      expect(Buffer.byteLength(text)).toBeLessThan(heaviest);
      for (const [colorScheme, first, last] of [
        ['light', 1280, 360],
        ['dark', 360, 1280],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        for (const width of [first, last]) {
          await page.setViewportSize({ width, height: 800 });
          expect([width, await overflow(page)]).toEqual([width, 0]);
        }
        expect([colorScheme, await violations(page)]).toEqual([colorScheme, []]);
      }
    });
  });
});
