import { describe, expect, it } from 'vitest';
import { progressOf, sentenceOf } from './promotion.ts';
import { recordsOf } from './records.ts';

const shown = (text: string, model?: string) => {
  const found = recordsOf(text, model);
  return typeof found === 'string'
    ? found
    : found.map(({ line, input, reason }) => [line, input?.model ?? null, input?.version ?? null, reason]);
};

describe('versions in a text', () => {
  it.each<[string, string, unknown]>([
    ['one object', '{"model": "a", "version": 7}', [[1, 'a', '7', null]]],
    ['one over several lines', '{\n  "model": "a",\n  "content": {}\n}\n', [[1, 'a', null, null]]],
    [
      'a list',
      '[{"model": "a"}, {"version": "2"}]',
      [
        [1, 'a', null, null],
        [2, 'b', '2', null],
      ],
    ],
    [
      'one on each line',
      '{"model": "a"}\n\n{"model": "c"}\n',
      [
        [1, 'a', null, null],
        [3, 'c', null, null],
      ],
    ],
    [
      'a broken line',
      '{"model": "a"}\n{"model": \n[1]',
      [
        [1, 'a', null, null],
        [2, null, null, expect.stringMatching(/^is no JSON: /)],
        [3, null, null, expect.stringMatching(/^is no JSON object/)],
      ],
    ],
    ['nothing', ' \n', expect.stringMatching(/^Nothing came in/)],
    ['something else', 'model: a\nversion: 1', expect.stringMatching(/^This is neither JSON nor/)],
    ['a number', '7', [[1, null, null, expect.stringMatching(/no JSON object/)]]],
  ])('%s', (_, text, expected) => {
    expect(shown(text, 'b')).toEqual(expected);
  });

  it('say which model is missing', () => {
    expect(shown('{"content": {}}')).toEqual([[1, null, null, expect.stringMatching(/--model/)]]);
  });

  it('have one key for one content, whatever the order of its names, unless they bring their own', () => {
    const keys = (text: string) => {
      const found = recordsOf(text);
      return typeof found === 'string' ? [] : found.map(({ input }) => input?.idempotencyKey);
    };
    const [first] = keys('{"model": "a", "content": {"framework": "x"}}');
    expect(keys('{"content": {"framework": "x"}, "model": "a"}')).toEqual([first]);
    expect(keys('{"model": "a", "content": {"framework": "y"}}')).not.toEqual([first]);
    expect(keys('{"model": "a", "idempotencyKey": "mine"}')).toEqual(['mine']);
  });
});

describe('how a promotion stands', () => {
  const at = (state: string, changes: object = {}) => ({
    ...{ id: 'pro_1', state, checks: [], missingApprovals: [], rollout: null, ...changes },
  });
  it.each([
    ['LIVE', {}, 'live', 'It is live.'],
    [
      'BLOCKED',
      {
        checks: [
          { kind: 'HOSTED', passed: false },
          { kind: 'DOCUMENTED', passed: true },
        ],
      },
      'waits',
      'Checks stand in its way: HOSTED.',
    ],
    ['PENDING', { missingApprovals: [{ role: 'risk', count: 1 }] }, 'waits', 'It waits for the approval of 1 risk.'],
    ['APPROVED', { rollout: { waitingFor: 'Somebody begins.' } }, 'waits', 'Somebody begins.'],
    ['ROLLING_OUT', {}, 'waits', 'It is rolling out.'],
    ['REJECTED', {}, 'over', 'It was rejected.'],
    ['SUPERSEDED', {}, 'over', 'Something newer took its place.'],
  ])('%s', (...[state, changes, progress, sentence]) => {
    const promotion = at(state, changes);
    expect([progressOf(promotion), sentenceOf(promotion)]).toEqual([progress, sentence]);
  });
});
