import type { HeadView } from '../answers/audit.ts';
import { safeLine, when } from '../text.ts';
import { context, type Shown, section } from './blocks.ts';

/** The head of the audit trail as a message: kept in a chat, it contradicts whoever rewrites the trail later. */
export function headCard({ seq, hash, sealedAt }: HeadView): Shown {
  const number = seq.toLocaleString('en');
  const proof = `${seq}:${safeLine(hash, 64)}`;
  return {
    text: `The audit trail has ${number} entries; the last has the hash ${safeLine(hash, 64)}.`,
    blocks: [
      section(`*The audit trail has ${number} entries.* The last was sealed ${when(sealedAt)}.\n\`${proof}\``),
      context(`Whether the trail still agrees with this, \`handoff audit verify --head ${proof}\` tells.`),
    ],
  };
}
