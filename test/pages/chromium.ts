import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const installed = process.env.CHROMIUM ?? places.find(existsSync) ?? null;

/** Whether there is a browser here; a clear line says so where there is none. */
export const hasChromium = installed !== null;
if (!hasChromium)
  console.warn('Tests of the pages in a browser are skipped: there is no Chromium here (apt-get install chromium).');

/** Chromium without a window. */
export function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: installed ?? '', args: ['--no-sandbox', '--disable-gpu'] });
}

let axe = '';

/**
 * What axe-core finds wrong with a page by WCAG 2.2 AA and good practice, one line each. What it finds right it need not
 * describe: that would take longer than finding it.
 */
export async function violations(page: Page): Promise<string[]> {
  axe ||= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(axe);
  const options = { resultTypes: ['violations'], selectors: false };
  const found = `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const all = (await page.evaluate(found)) as { id: string; nodes: { html: string }[] }[];
  return all.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`);
}

/** By how many pixels a page is wider than its window. */
export function overflow(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
