import fc from 'fast-check';
import { expect } from 'vitest';
import type { Shown } from '../cards/blocks.ts';
import { checkMessage, tooLong } from '../local-slack/limits/surface.ts';

/** Texts from outside: long, with Slack's brackets, stars, ticks and invisible characters. */
export const nasty = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.string({ unit: fc.constantFrom(...'<!channel>&*`|_~@#\u202e\u200b\n😀a "'), minLength: 1, maxLength: 4000 }),
);

/** Somebody with such a name. */
export const nastyName = fc.record({ id: fc.constant('per_1'), name: nasty });

/** Fails when Slack would refuse it, or when something from outside speaks to Slack. */
export function expectFit({ text, blocks }: Shown): void {
  expect(checkMessage({ text, blocks })).toEqual([]);
  expect(tooLong({ text, blocks })).toBeUndefined();
  expect([text, ...wordsIn(blocks)].join('\n')).not.toMatch(/<[!@#](?!date\^)/);
  expect(text.trim()).not.toBe('');
}

/** Everything that blocks say in markup. */
export function wordsIn(blocks: Shown['blocks']): string[] {
  return blocks.flatMap(block => {
    if (block.type === 'section' && block.text) return [block.text.text];
    if (block.type !== 'context') return [];
    return block.elements.flatMap(element => ('text' in element ? [element.text] : []));
  });
}

/** The controls of some blocks by action_id, in their order. */
export function controlsIn(blocks: Shown['blocks']): string[] {
  return blocks.flatMap(block =>
    block.type === 'actions' ? block.elements.map(element => String(element.action_id)) : [],
  );
}
