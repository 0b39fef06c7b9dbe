import { expect, test } from 'vitest';
import { PageWatch } from './page-watch.ts';

const limits = { pages: 200, bytes: 1_000_000 };

/** How many pages are read, and why no more. */
function read(page: (i: number) => { entries: unknown[]; bytes?: number }): [number, string | null] {
  const watch = new PageWatch(limits);
  for (let i = 0; i < 1_000; i++) {
    const { entries, bytes = 10 } = page(i);
    const why = watch.tooMuch(entries, bytes);
    if (why) return [i + 1, why];
  }
  return [1_000, null];
}

test.each<[string, (i: number) => { entries: unknown[]; bytes?: number }, [pages: number, why: RegExp]]>([
  ['the same page', () => ({ entries: [{ a: 1 }] }), [2, /the same page again and again/]],
  ['pages in circles', i => ({ entries: [i % 3] }), [4, /the same page again and again/]],
  ['empty pages', () => ({ entries: [] }), [100, /one empty page after the other/]],
  ['ever new pages', i => ({ entries: [i] }), [200, /more than 200 pages/]],
  ['large pages', i => ({ entries: [i], bytes: 300_000 }), [4, /more than 1 MB in its pages/]],
])('%s are read for a while, and then it is said why not further', (_, page, [pages, why]) => {
  expect(read(page)).toEqual([pages, expect.stringMatching(why)]);
});

test('empty pages between full ones are nothing to stop for', () => {
  const watch = new PageWatch(limits);
  const pages = Array.from({ length: 150 }, (_, i) => (i % 50 === 0 ? [i] : []));
  expect(pages.map(entries => watch.tooMuch(entries, 1)).filter(why => why !== null)).toEqual([]);
});
