import { z } from 'zod';
import { sourceSystems } from '../import/source.ts';
import { maybe, words } from '../model/check.ts';

/** Where a model or version comes from, as it is given. */
export const sourceSchema = z.object({
  system: z.enum(sourceSystems),
  externalId: words(1000),
  url: maybe(2000),
  runId: maybe(200),
  commit: maybe(200),
});
