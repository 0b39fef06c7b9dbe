import type { PageHandler } from '../api-server.ts';
import type { Core } from '../core.ts';

/** Serves the page. */
export function createPage(_core: Core): PageHandler {
  return async () => false;
}
