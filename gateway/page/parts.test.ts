import { html } from '@handoff/kit/html';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { safeReturn } from './link.ts';
import { moveWords } from './part/happened.ts';
import { highlighted } from './part/highlight.ts';
import { markdown } from './part/markdown.ts';
import { sentence } from './part/time.ts';
import { chance, count, money, percent, words } from './part/words.ts';
import { histogram } from './picture/histogram.ts';
import { linePicture } from './picture/line.ts';
import { cookieIn } from './session/cookie.ts';
import { openSeal } from './session/seal.ts';
import { meets } from './show/model-numbers.ts';

test('moments in a sentence of the graph are marked, to be shown in the zone of who reads', () => {
  expect(html`${sentence('Seen from 2026-11-30 08:21 UTC to 2026-12-01 09:00 UTC, <b>.')}`.source).toBe(
    'Seen from <time datetime="2026-11-30T08:21:00Z">30 Nov 2026, 08:21 UTC</time> to <time datetime="2026-12-01T09:00:00Z">1 Dec 2026, 09:00 UTC</time>, &lt;b&gt;.',
  );
  expect(sentence('Nothing of time')).toBe('Nothing of time');
});

test.each([
  ['APPROVE', 'approved it'],
  ['SOMETHING_NEW', 'did this: something new'],
  ['constructor', 'did this: constructor'],
])('the move %s is told as %j', (move, told) => {
  expect(moveWords(move)).toBe(told);
});

test.each([
  [0.05, '0.05'],
  [1e-300, 'below 0.0001'],
])('a chance of %d is told as %j', (p, told) => {
  expect(chance(p)).toBe(told);
});

describe('Markdown', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;'],
    ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
    ['[x](data:text/html,<b>)', '[x](data:text/html'],
    ['[x](//evil.example)', '[x](//evil.example)'],
    ['![x](https://evil.example/p.png)', '<a href="https://evil.example/p.png" rel="noreferrer nofollow">x</a>'],
    ['[x](https://a.example)', '<a href="https://a.example" rel="noreferrer nofollow">x</a>'],
    ['# Title', '<h3>Title</h3>'],
    ['###### Title', '<h6>Title</h6>'],
    ['|a|\n|:-:|\n|b|', '<th>a</th>'],
  ])('of %j shows %s', (text, shown) => {
    expect(markdown(text).source).toContain(shown);
  });

  test('of anything makes no element but those of prose, and no handler or style', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '[',
      ']',
      '(',
      ')',
      '`',
      '|',
      '\n',
      '# ',
      'javascript:',
      'onerror=',
      '<img src=x ',
      '&lt;',
      'style=',
      '![',
      '*',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 4 })), { maxLength: 30 }), parts => {
        const tags = [...markdown(parts.join('')).source.matchAll(/<\/?([a-z0-9]+)([^>]*)>/g)];
        for (const [, tag = '', attributes = ''] of tags) {
          expect(tag).toMatch(
            /^(div|p|h[3-6]|a|em|strong|code|pre|ul|ol|li|blockquote|hr|br|table|thead|tbody|tr|th|td|s)$/,
          );
          expect(attributes.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/\b(on\w+|style|src)\s*=/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ['/models/churn?x=1', '/models/churn?x=1'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/auth/oidc', '/'],
  [`/${'a'.repeat(3000)}`, '/'],
  [null, '/'],
])('sends %s back to %s', (path, to) => {
  expect(safeReturn(path)).toBe(to);
});

test('a seal opens what it closed, for its purpose and its time, and nothing else', async () => {
  const [seal, other] = [openSeal('a'.repeat(32)), openSeal('b'.repeat(32))];
  const closed = await seal.close('session', { id: 'x' }, 60);
  expect(await seal.open('session', closed)).toMatchObject({ id: 'x' });
  expect(await seal.open('errand', closed)).toBeNull();
  expect(await other.open('session', closed)).toBeNull();
  expect(await seal.open('session', `${closed.slice(0, -2)}AA`)).toBeNull();
  expect(await seal.open('session', await seal.close('session', {}, -1))).toBeNull();
  expect(seal.fits(seal.mark('form x'), 'form x')).toBe(true);
  expect(seal.fits(seal.mark('form x'), 'form y')).toBe(false);
  expect(seal.fits('', 'form x')).toBe(false);
});

test.each([
  ['a=1; handoff-session=x=y; b=2', 'x=y'],
  ['handoff-session-2=z', null],
  [undefined, null],
])('finds the cookie in %s', (header, value) => {
  expect(cookieIn(header, 'handoff-session')).toBe(value);
});

test('what was found is marked, and nothing else of it is markup', () => {
  expect(highlighted('Name: <b>**churn**</b>').source).toBe('Name: &lt;b&gt;<mark>churn</mark>&lt;/b&gt;');
});

test.each([
  [words('NO_OPEN_ALERTS'), 'No open alerts'],
  [words('it-ops'), 'IT operations'],
  [count(1, 'model'), '1 model'],
  [count(2500, 'model'), '2,500 models'],
  [percent(0.1234), '12.3 %'],
  [money(4007, 'EUR'), '€4,007'],
  [money(12, 'points'), '12 points'],
])('says %s as %s', (said, wanted) => {
  expect(said).toBe(wanted);
});

test('an objective is met at its target, from its own side', () => {
  expect(meets({ comparator: 'AT_LEAST', target: 0.9 }, 0.9)).toBe(true);
  expect(meets({ comparator: 'AT_LEAST', target: 0.9 }, 0.89)).toBe(false);
  expect(meets({ comparator: 'AT_MOST', target: 40 }, 41)).toBe(false);
});

describe('pictures', () => {
  const point = (day: number, value: number | null) => ({ at: `2026-11-0${day}T00:00:00Z`, value });

  it('say in a sentence what they show, and carry the numbers', () => {
    const drawn = linePicture({
      name: 'auc',
      points: [point(1, 0.8), point(2, null), point(3, 0.9)],
      limit: { value: 0.85, label: 'objective' },
    });
    expect(drawn.source).toContain('aria-label="auc: from 0.8 to 0.9, lowest 0.8, highest 0.9; objective 0.85."');
    expect(drawn.source).toContain('<td data-head="auc">nothing</td>');
    expect(drawn.source).not.toContain('NaN');
    const bins = [
      { label: 'web', reference: 0.6, current: 0.2 },
      { label: 'shop', reference: 0.4, current: 0.6 },
    ];
    expect(histogram('channel', bins).source).toContain('the largest change is in web, from 60 % to 20 %.');
  });

  it.each([
    ['one value', [point(1, 5)]],
    ['the same value', [point(1, 0), point(2, 0)]],
    ['huge and tiny values', [point(1, 1e300), point(2, -1e-300)]],
    ['one moment twice', [point(1, 1), point(1, 2)]],
  ])('can be drawn of %s', (_, points) => {
    expect(linePicture({ name: 'x', points }).source).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('of many values carry the numbers by the day, or by the hour of a day', () => {
    const begun = Date.UTC(2026, 10, 1);
    const every = (ms: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        at: new Date(begun + i * ms).toISOString(),
        value: i === 1 ? null : i,
      }));
    const cells = (points: ReturnType<typeof every>) =>
      [...linePicture({ name: 'x', points }).source.matchAll(/<td[^>]*>([^<]*)<\/td>/g)].map(([, cell]) => cell);
    const hours = cells(every(3_600_000, 96));
    expect(hours.slice(0, 8)).toEqual(['2026-11-01', '0', '23', '23', '2026-11-02', '24', '47', '24']);
    expect(hours).toHaveLength(4 * 4);
    const minutes = cells(every(60_000, 121));
    expect(minutes).toEqual([
      ...['2026-11-01 00:00', '0', '59', '59', '2026-11-01 01:00', '60', '119', '60'],
      ...['2026-11-01 02:00', '120', '120', '1'],
    ]);
    expect(cells(every(60_000, 60))).toHaveLength(2 * 60);
  });

  it('say so where there is nothing to draw', () => {
    expect(linePicture({ name: 'x', points: [point(1, null)] }).source).toContain('no values of x yet');
    expect(histogram('x', []).source).toContain('no distribution of x yet');
  });
});
