import { link, type Shown } from './blocks.ts';

/** A card with a link to its page in the catalogue at its foot; as it is where there is no room. */
export function withOpenLink({ text, blocks }: Shown, address: string): Shown {
  const foot = blocks.at(-1);
  const [first] = foot?.type === 'context' ? foot.elements : [];
  const opens = link(address, 'Open');
  if (foot?.type !== 'context' || first?.type !== 'mrkdwn' || opens === null) return { text, blocks };
  const longer = { ...first, text: `${first.text} · ${opens}` };
  return opens.length > 300 || longer.text.length > 2000
    ? { text, blocks }
    : { text, blocks: [...blocks.slice(0, -1), { ...foot, elements: [longer] }] };
}
