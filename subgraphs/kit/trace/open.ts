import type { TracingSettings } from '../settings/tracing.ts';
import type { Running } from '../started.ts';
import type { Tracer } from './tracer.ts';

/** Keeps traces from now on; without settings none are, and nothing that it takes is loaded. */
export async function openTracing(settings: TracingSettings | null, of: Tracer): Promise<Running> {
  if (!settings) return { stop: async () => undefined };
  const { startOtel } = await import('./otel.ts');
  return startOtel(settings, of);
}

/** The same, but when it has stopped, what was traced until then is sent. */
export function endingTraces<T extends Running>(running: T, traces: Running): T {
  return { ...running, stop: () => running.stop().finally(() => traces.stop()) };
}
