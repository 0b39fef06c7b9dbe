import { describe, expect, test } from 'vitest';
import { checkMessage, checkView, tooLong } from './limits/surface.ts';

const plain = (length: number) => ({ type: 'plain_text', text: 'x'.repeat(length) });
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const section = (more = {}) => ({ type: 'section', text: plain(1), ...more });
const button = (more = {}) => ({ type: 'button', action_id: 'a', text: plain(1), ...more });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const option = (text = 1, value = 1) => ({ text: plain(text), value: 'v'.repeat(value) });
const select = (count: number) => ({ type: 'static_select', action_id: 's', options: times(count, () => option()) });
const input = (element: object) => ({ type: 'input', label: plain(1), element: { action_id: 'i', ...element } });
const image = (alt: number) => ({ type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a'.repeat(alt) });
const cells = (count: number) => times(count, () => ({ type: 'raw_text', text: 'x' }));
const chart = (chartBody: object, title = 1) => ({
  type: 'data_visualization',
  title: 't'.repeat(title),
  chart: chartBody,
});
const series = (count: number, categories: number, points = categories) => ({
  type: 'line',
  series: times(count, index => ({ name: `s${index}`, data: times(points, at => ({ label: `c${at}`, value: at })) })),
  axis_config: { categories: times(categories, at => `c${at}`) },
});
const pie = (count: number, value = 1) => ({ type: 'pie', segments: times(count, at => ({ label: `c${at}`, value })) });
const confirm = (title: number) => ({ title: plain(title), text: plain(300), confirm: plain(30), deny: plain(30) });

describe('blocks of a message', () => {
  test.each<[string, unknown[], unknown[]]>([
    ['blocks', times(50, () => section()), times(51, () => section())],
    ['section text', [section({ text: plain(3000) })], [section({ text: plain(3001) })]],
    ['empty text', [section()], [section({ text: plain(0) })]],
    ['section without words', [section()], [{ type: 'section' }]],
    ['fields', [section({ fields: times(10, () => plain(2000)) })], [section({ fields: times(11, () => plain(1)) })]],
    ['field text', [section({ fields: [plain(2000)] })], [section({ fields: [plain(2001)] })]],
    ['header', [{ type: 'header', text: plain(150) }], [{ type: 'header', text: plain(151) }]],
    ['header kind', [{ type: 'header', text: plain(1) }], [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }]],
    [
      'context',
      [{ type: 'context', elements: times(10, () => plain(1)) }],
      [{ type: 'context', elements: times(11, () => plain(1)) }],
    ],
    [
      'actions',
      [actions(...times(25, index => button({ action_id: `a${index}` })))],
      [actions(...times(26, index => button({ action_id: `a${index}` })))],
    ],
    ['empty actions', [actions(button())], [actions()]],
    ['button text', [actions(button({ text: plain(75) }))], [actions(button({ text: plain(76) }))]],
    ['button value', [actions(button({ value: 'v'.repeat(2000) }))], [actions(button({ value: 'v'.repeat(2001) }))]],
    ['button style', [actions(button({ style: 'danger' }))], [actions(button({ style: 'green' }))]],
    ['action_id', [actions(button({ action_id: 'a'.repeat(255) }))], [actions(button({ action_id: 'a'.repeat(256) }))]],
    ['same action_id', [actions(button(), button({ action_id: 'b' }))], [actions(button(), button())]],
    [
      'same block_id',
      [section({ block_id: 'a' }), section({ block_id: 'b' })],
      [section({ block_id: 'a' }), section({ block_id: 'a' })],
    ],
    [
      'initial option',
      [actions({ ...select(1), initial_option: option() })],
      [actions({ ...select(1), initial_option: option(1, 2) })],
    ],
    [
      'confirm style',
      [actions(button({ confirm: { ...confirm(1), style: 'danger' } }))],
      [actions(button({ confirm: { ...confirm(1), style: 'green' } }))],
    ],
    ['options', [actions(select(100))], [actions(select(101))]],
    ['no options', [actions(select(1))], [actions(select(0))]],
    [
      'option text',
      [actions({ ...select(1), options: [option(75)] })],
      [actions({ ...select(1), options: [option(76)] })],
    ],
    [
      'option value',
      [actions({ ...select(1), options: [option(1, 75)] })],
      [actions({ ...select(1), options: [option(1, 76)] })],
    ],
    ['overflow', [actions({ ...select(5), type: 'overflow' })], [actions({ ...select(6), type: 'overflow' })]],
    [
      'radio buttons',
      [actions({ ...select(10), type: 'radio_buttons' })],
      [actions({ ...select(11), type: 'radio_buttons' })],
    ],
    ['confirm', [actions(button({ confirm: confirm(100) }))], [actions(button({ confirm: confirm(101) }))]],
    [
      'placeholder',
      [actions({ ...select(1), placeholder: plain(150) })],
      [actions({ ...select(1), placeholder: plain(151) })],
    ],
    ['image', [image(2000)], [image(2001)]],
    ['image without alt text', [image(1)], [image(0)]],
    [
      'input text',
      [input({ type: 'plain_text_input', max_length: 3000 })],
      [input({ type: 'plain_text_input', max_length: 3001 })],
    ],
    ['input kind', [input({ type: 'datepicker' })], [input({ type: 'button', text: plain(1) })]],
    [
      'table rows',
      [{ type: 'table', rows: times(100, () => cells(2)) }],
      [{ type: 'table', rows: times(101, () => cells(2)) }],
    ],
    ['table cells', [{ type: 'table', rows: [cells(20)] }], [{ type: 'table', rows: [cells(21)] }]],
    ['tables', [{ type: 'table', rows: [cells(1)] }], times(2, () => ({ type: 'table', rows: [cells(1)] }))],
    ['chart title', [chart(pie(1), 50)], [chart(pie(1), 51)]],
    ['charts', times(2, () => chart(pie(1))), times(3, () => chart(pie(1)))],
    ['pie', [chart(pie(12))], [chart(pie(13))]],
    ['pie value', [chart(pie(1, 1))], [chart(pie(1, 0))]],
    ['series', [chart(series(12, 2))], [chart(series(13, 2))]],
    ['categories', [chart(series(1, 20))], [chart(series(1, 21))]],
    ['points', [chart(series(1, 3, 3))], [chart(series(1, 3, 2))]],
    ['unknown kind', [{ type: 'divider' }], [{ type: 'hologram' }]],
  ])('%s', (_, good, bad) => {
    expect(checkMessage({ blocks: good })).toEqual([]);
    expect(checkMessage({ blocks: bad })).not.toEqual([]);
  });

  test('a complaint points at its place', () => {
    const complaints = checkMessage({ blocks: [section(), { type: 'header', text: plain(151) }] });
    expect(complaints).toEqual(['must be less than 151 characters [json-pointer:/blocks/1/text/text]']);
  });

  test('the whole has a size', () => {
    const whole = (text: number) => ({ blocks: times(5, () => section({ text: plain(text) })) });
    expect(tooLong(whole(2500))).toBeUndefined();
    expect(tooLong(whole(2700))).toBe('msg_blocks_too_long');
    expect(tooLong({ text: 'x'.repeat(40_001) })).toBe('msg_too_long');
  });

  test.each([[null], ['text'], [[null]], [[1]], [[{ type: 'section', text: 'words' }]], [[actions(null)]]])(
    'nonsense %j is refused without falling over',
    blocks => expect(checkMessage({ blocks })).not.toEqual([]),
  );
});

describe('views', () => {
  const modal = (more = {}) => ({ type: 'modal', title: plain(24), submit: plain(1), blocks: [], ...more });
  test.each<[string, object, object]>([
    ['title', modal(), modal({ title: plain(25) })],
    ['blocks', modal({ blocks: times(100, () => section()) }), modal({ blocks: times(101, () => section()) })],
    ['private_metadata', modal({ private_metadata: 'p'.repeat(3000) }), modal({ private_metadata: 'p'.repeat(3001) })],
    ['callback_id', modal({ callback_id: 'c'.repeat(255) }), modal({ callback_id: 'c'.repeat(256) })],
    [
      'submit',
      modal({ blocks: [input({ type: 'datepicker' })] }),
      modal({ blocks: [input({ type: 'datepicker' })], submit: undefined }),
    ],
    ['charts', modal({ blocks: [section()] }), modal({ blocks: [chart(pie(1))] })],
    ['home', { type: 'home', blocks: [section()] }, { type: 'home' }],
    ['kind', modal(), modal({ type: 'window' })],
  ])('%s', (_, good, bad) => {
    expect(checkView(good)).toEqual([]);
    expect(checkView(bad)).not.toEqual([]);
  });
});
