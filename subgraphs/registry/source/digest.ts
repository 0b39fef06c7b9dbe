import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Larger files are not digested: it would take more than a moment. */
const largest = 100_000_000;

/** Size in bytes and sha256 of a file; without the digest when it is larger than 100 MB. */
export async function digestOf(path: string): Promise<{ bytes: number; sha256?: string }> {
  const { size: bytes } = await stat(path);
  if (bytes > largest) return { bytes };
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Uint8Array);
  return { bytes, sha256: hash.digest('hex') };
}
