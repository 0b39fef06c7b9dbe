import type { Log } from '../log.ts';

/** Who keeps traces: by this name, unless the settings give another, and in this version. */
export interface Tracer {
  name: string;
  version: string;
  log: Log;
}
