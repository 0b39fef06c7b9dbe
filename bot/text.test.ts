import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean, label, safe, safeLine, shorten, unescaped, when } from './text.ts';

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'<!channel>&|@\u202e\u2066\u200b\u200d\ufeff\u00ad\n\t😀') }),
);

test('text from outside cannot speak to Slack, and hides nothing', () => {
  fc.assert(
    fc.property(anything, fc.integer({ min: 1, max: 40 }), (text, most) => {
      const shown = safe(text, most);
      expect(shown.length).toBeLessThanOrEqual(most);
      expect(shown.replace(/&(amp|lt|gt);/g, '')).not.toMatch(/[<>&]/);
      expect(shown).not.toMatch(/[\p{Cf}\p{Cs}]/u);
    }),
  );
});

test('what is shown in full is what was said', () => {
  fc.assert(
    fc.property(anything, text => {
      expect(unescaped(safe(text, 100_000))).toBe(clean(text));
    }),
  );
});

test('names that would call a whole channel are only text', () => {
  expect(safeLine('<!channel> \u202eevil\u202c & <@U1>')).toBe('&lt;!channel&gt; evil &amp; &lt;@U1&gt;');
});

test('a cut goes through no character and no escape', () => {
  expect(shorten('ab😀cd', 4)).toBe('ab…');
  expect(safe('a&b&c', 5)).toBe('a…');
  expect(label('Two\nlines')).toBe('Two lines');
});

test('moments are shown in the reader’s zone', () => {
  expect(when('2026-11-21T04:15:00Z')).toBe('<!date^1795234500^{date_short_pretty} at {time}|2026-11-21 04:15 UTC>');
});
