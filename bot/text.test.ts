import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderMrkdwn } from './local-slack/page/mrkdwn.ts';
import { clean, label, literal, safe, safeLine, shorten, told, unescaped, when } from './text.ts';

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
      const [shown, said] = [unescaped(safe(text, 100_000)), clean(text)];
      const alike: Record<string, string> = { '∗': '*', '∼': '~', ˋ: '`', ˍ: '_', '∶': ':', '›': '>' };
      expect(
        [...shown].map((character, i) => (character === [...said][i] ? character : alike[character])).join(''),
      ).toBe(said);
      expect(unescaped(literal(text, 100_000))).toBe(said.replace(/\s+/g, ' ').trim() || '(no name)');
    }),
  );
});

const marked = fc.string({ unit: fc.constantFrom(...'*_~`>:\n ab1&<', ':tada:', '```', '*b*', '_i_') });
const reader = { userName: String, channelName: String, groupName: String, timeZone: 'UTC' };

test('nothing from outside is drawn as anything but text', () => {
  fc.assert(
    fc.property(marked, text => {
      const drawn = renderMrkdwn(`• ${safe(text)} and\n${safe(text)}`, reader).source;
      expect(drawn).not.toMatch(/<(strong|em|s|code|pre|a|blockquote|span)\b/);
      expect(safe(text)).not.toMatch(/(?<!\d):[\w+'-]+:/);
    }),
  );
});

test('names keep what people copy', () => {
  expect(safeLine('team/all_fields_right_v2:8')).toBe('team/all_fields_right_v2:8');
  expect(safe('at 12:30:45, __init__ > 3')).toBe('at 12:30:45, __init__ &gt; 3');
  expect(safe('*a* _b_ ~c~ `d` :tada: \n> e')).toBe('∗a∗ ˍb_ ∼c∼ ˋdˋ ∶tada: \n› e');
});

test('moments in sentences of the graph are shown in the reader’s zone', () => {
  const at = when('2026-11-21T04:15:00Z');
  expect(told('Seen once, at 2026-11-21 04:15 UTC.')).toBe(`Seen once, at ${at}.`);
  expect(told('Between 2026-11-21T04:15:30.123Z and then')).toBe(`Between ${at} and then`);
  expect(told('Of 2026-11-21, and 2026-99-99 04:15 UTC')).toBe('Of 2026-11-21, and 2026-99-99 04:15 UTC');
  expect(told('2026-11-21 04:15 UTC '.repeat(9)).match(/<!date/g)).toHaveLength(6);
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
