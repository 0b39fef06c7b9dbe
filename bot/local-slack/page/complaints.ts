import type { Block, Element, Placed } from '../block-kit.ts';

/** What Slack's own window would complain about before it sends a modal, by block_id. */
export function complaintsAbout(blocks: Block[], valuesOf: (placed: Placed) => string[]): Record<string, string> {
  const complaints: Record<string, string> = {};
  for (const block of blocks) {
    if (block.type !== 'input' || !block.element || !block.block_id) continue;
    const complaint = complaintAbout(block, block.element, valuesOf({ block, element: block.element }));
    if (complaint) complaints[block.block_id] = complaint;
  }
  return complaints;
}

function complaintAbout(block: Block, element: Element, values: string[]): string | undefined {
  const [first = ''] = values;
  if (values.length === 0) return block.optional ? undefined : 'Please complete this required field.';
  if (first.length < (element.min_length ?? 0)) return `Please enter at least ${element.min_length} characters.`;
  if (first.length > (element.max_length ?? 3000)) return `Please enter at most ${element.max_length} characters.`;
  if (element.type === 'number_input' && !Number.isFinite(Number(first))) return 'Please enter a number.';
  return undefined;
}
