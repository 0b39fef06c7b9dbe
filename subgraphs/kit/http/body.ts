import type { IncomingMessage } from 'node:http';

/**
 * The bytes of a request body of at most so many bytes; a larger one is left unread, and the connection stays open for
 * the answer.
 */
export async function collect(request: IncomingMessage, most: number): Promise<Buffer | 'too large' | 'cut off'> {
  if (Number(request.headers['content-length'] ?? 0) > most) return 'too large';
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      if (bytes > most) return 'too large';
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    if (request.complete) throw error;
    return 'cut off';
  }
  return Buffer.concat(chunks);
}
