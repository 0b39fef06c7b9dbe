import { createGunzip } from 'node:zlib';

const largest = 16 * 1024 * 1024;
/** What grows so many times when it is unpacked, and is larger than this, is no export. */
const bombRatio = 250;
const bombBytes = 1024 * 1024;
/** Each block takes a turn of the event loop. */
const blockBytes = 1024 * 1024;

/** Unpacks gzip into at most 16 MB. What is no export, because it grows far too much, is left before that. */
export async function unpack(packed: Buffer): Promise<Buffer | 'too large' | 'no gzip'> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  const gunzip = createGunzip({ chunkSize: blockBytes });
  gunzip.end(packed);
  try {
    for await (const block of gunzip) {
      bytes += (block as Buffer).length;
      if (bytes > largest || (bytes > bombBytes && bytes > bombRatio * packed.length)) return 'too large';
      blocks.push(block as Buffer);
    }
  } catch {
    return 'no gzip';
  }
  return Buffer.concat(blocks);
}
