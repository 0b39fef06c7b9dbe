import type { Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { SentStream } from '@handoff/kit/serve/stream';

/** Why a stream is not read on. */
export class StreamEnded extends Error {
  override readonly name = 'StreamEnded';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** How long the next bytes of a stream may take, in milliseconds. */
const patienceMs = 30_000;
/** What grows so many times when it is unpacked, and is larger than this, is no list of observations. */
const bombRatio = 250;
const bombBytes = 16 * 1024 * 1024;
const blockBytes = 256 * 1024;

/**
 * The bytes of a stream, unpacked, as fast as they are taken. Throws a StreamEnded when it breaks off, when it cannot be
 * unpacked, when it is a bomb, or when nothing comes for 30 s.
 */
export async function* unpacked({ body, encoding }: SentStream): AsyncGenerator<Buffer> {
  const gunzip = encoding === 'gzip' ? gunzipOf(body) : null;
  const source: Readable = gunzip ?? body;
  const blocks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let bytes = 0;
  for (;;) {
    const { value, done } = await nextOf(blocks, body);
    if (done) return;
    bytes += value.length;
    if (gunzip && bytes > bombBytes && bytes > bombRatio * gunzip.bytesWritten) {
      throw new StreamEnded(
        413,
        `This stream grows more than ${bombRatio} times when it is unpacked: send it in parts, or not packed.`,
      );
    }
    yield value;
  }
}

function gunzipOf(body: Readable): Gunzip {
  const gunzip = createGunzip({ chunkSize: blockBytes });
  body.once('error', error => gunzip.destroy(error));
  body.once('close', () => body.readableEnded || gunzip.destroy(new Error('cut off')));
  return body.pipe(gunzip);
}

async function nextOf(blocks: AsyncIterator<Buffer>, body: Readable): Promise<IteratorResult<Buffer>> {
  let stalled = false;
  const timer = setTimeout(() => {
    stalled = true;
    body.destroy(new Error('nothing came'));
  }, patienceMs);
  try {
    return await blocks.next();
  } catch (error) {
    throw stalled ? new StreamEnded(408, `Nothing came for ${patienceMs / 1000} s.`) : ended(error);
  } finally {
    clearTimeout(timer);
  }
}

function ended(error: unknown): StreamEnded {
  const code = String((error as { code?: unknown }).code);
  if (!code.startsWith('Z_') || code === 'Z_BUF_ERROR') return new StreamEnded(400, 'The stream broke off.');
  return new StreamEnded(400, 'The stream says that it is gzip, and cannot be unpacked as such.');
}
