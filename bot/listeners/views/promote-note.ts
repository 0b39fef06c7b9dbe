import { z } from 'zod';

/** What the form remembers: where it was asked for, and what it is about. */
export const promoteMetadata = z.object({
  channel: z.string().nullable(),
  model: z.string(),
  version: z.string(),
  environment: z.string(),
});
