import type { Readable } from 'node:stream';
import type { Caller } from '../caller.ts';
import type { Code } from '../errors.ts';

/** What is sent as a stream, beside GraphQL. */
export interface SentStream {
  /** The bytes as they come; whoever takes them says how fast. */
  body: Readable;
  encoding: 'identity' | 'gzip';
  /** By which the same stream is known when it is sent again. */
  batchId: string;
}

/** What became of a stream: a value to show as it is, or why it was not taken, with its HTTP status. */
export type StreamAnswer =
  | { kind: 'Taken'; body: object }
  | { kind: 'Refused'; status: number; code: Code; message: string };

/** Takes streams of one kind, in this process or another. */
export type StreamDoor = (caller: Caller, sent: SentStream) => Promise<StreamAnswer>;

/** Where a subgraph in a process of its own takes streams. */
export const streamPath = '/stream';

/** Of one server, at the same time: each takes memory while it is read. */
export const mostStreams = 16;

/**
 * What stands for the body of a stream where somebody vouches for the caller: nobody knows the bytes of it before they
 * are sent, but who sends it, which batch it is and how it is packed.
 */
export function streamClaim({ encoding, batchId }: Pick<SentStream, 'encoding' | 'batchId'>): string {
  return JSON.stringify(['stream', encoding, batchId]);
}

export function refusedStream(status: number, code: Code, message: string): StreamAnswer {
  return { kind: 'Refused', status, code, message };
}

/** A door that takes no more streams at once than it should. */
export function limited(door: StreamDoor, most: number): StreamDoor {
  let open = 0;
  return async (caller, sent) => {
    if (open >= most) {
      const message = `This server reads ${most} streams already: send it again in a moment, under the same batchId.`;
      return refusedStream(429, 'RATE_LIMITED', message);
    }
    open++;
    try {
      return await door(caller, sent);
    } finally {
      open--;
    }
  };
}
