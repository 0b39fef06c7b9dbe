import { pairsIn } from './pairs.ts';
import type { Variables } from './schema.ts';

/** Where traces are sent, and which. The environment variables are those of OpenTelemetry's specification. */
export interface TracingSettings {
  /** The full address that takes them. */
  url: string;
  /** Sent along, such as a token. */
  headers: Readonly<Record<string, string>>;
  protocol: string;
  compression: string;
  /** How long a batch may take to be taken, in milliseconds. */
  timeoutMs: number;
  /** How long finished pieces are gathered, in milliseconds. */
  delayMs: number;
  /** What this process is called; null: as its part is. */
  serviceName: string | null;
  /** What else is known of this process. */
  resource: Readonly<Record<string, string>>;
  sampler: string;
  /** The share of traces that are kept, 0 to 1, where the sampler goes by one. */
  ratio: number;
}

/** What the environment says of traces; null: none are kept, because no exporter is set. Pure. */
export function tracingOf(given: Variables): TracingSettings | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = given;
  const exporter = given.OTEL_TRACES_EXPORTER ?? (endpoint || traces ? 'otlp' : 'none');
  if (given.OTEL_SDK_DISABLED === 'true' || exporter === 'none') return null;
  return {
    url: traces ?? `${(endpoint ?? 'http://localhost:4318').replace(/\/+$/, '')}/v1/traces`,
    headers: {
      ...pairsIn(given.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
      ...pairsIn(given.OTEL_EXPORTER_OTLP_TRACES_HEADERS ?? ''),
    },
    protocol: given.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? given.OTEL_EXPORTER_OTLP_PROTOCOL ?? 'http/protobuf',
    compression: given.OTEL_EXPORTER_OTLP_COMPRESSION ?? 'none',
    timeoutMs: given.OTEL_EXPORTER_OTLP_TIMEOUT,
    delayMs: given.OTEL_BSP_SCHEDULE_DELAY,
    serviceName: given.OTEL_SERVICE_NAME,
    resource: pairsIn(given.OTEL_RESOURCE_ATTRIBUTES ?? ''),
    sampler: given.OTEL_TRACES_SAMPLER,
    ratio: given.OTEL_TRACES_SAMPLER_ARG,
  };
}
