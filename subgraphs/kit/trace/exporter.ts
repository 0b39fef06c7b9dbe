import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { TracingSettings } from '../settings/tracing.ts';

/** What sends traces as OTLP over HTTP: as protobuf, which is smaller, or as JSON. Only the one that is used is loaded. */
export async function exporterOf({
  url,
  headers,
  protocol,
  timeoutMs,
  compression,
}: TracingSettings): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const { CompressionAlgorithm } = await import('@opentelemetry/otlp-exporter-base');
  const packed = compression === 'gzip' ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE;
  return new OTLPTraceExporter({ url, headers: { ...headers }, timeoutMillis: timeoutMs, compression: packed });
}
