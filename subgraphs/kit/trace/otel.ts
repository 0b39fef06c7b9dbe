import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  context,
  diag,
  defaultTextMapGetter as getter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  defaultTextMapSetter as setter,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { setGlobalErrorHandler, W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Log } from '../log.ts';
import type { TracingSettings } from '../settings/tracing.ts';
import type { Running } from '../started.ts';
import { exporterOf } from './exporter.ts';
import { type Attributes, type Begun, failureType, keepTraces, type Piece, type Tracing } from './trace.ts';
import type { Tracer } from './tracer.ts';

/** How long the end of a process waits for the last traces to be taken, in milliseconds. */
const lastMs = 1_500;
/** An attribute is cut off there, in characters. */
const longest = 4_096;

/** Keeps traces by OpenTelemetry, and sends them as OTLP, a batch every few seconds. */
export async function startOtel(settings: TracingSettings, { name, version, log }: Tracer): Promise<Running> {
  complain(log);
  const processor = new BatchSpanProcessor({
    exporter: await exporterOf(settings),
    scheduledDelayMillis: settings.delayMs,
    exportTimeoutMillis: settings.timeoutMs,
  });
  const service = { 'service.name': settings.serviceName ?? name, 'service.version': version };
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...service, ...settings.resource }),
    sampler: samplerOf(settings),
    spanLimits: { attributeValueLengthLimit: longest },
    spanProcessors: [processor],
  });
  const contexts = new AsyncLocalStorageContextManager().enable();
  // Whatever else tells of itself by OpenTelemetry, such as the Apollo gateway, is then part of the same traces.
  context.setGlobalContextManager(contexts);
  trace.setGlobalTracerProvider(provider);
  keepTraces(new Kept(provider.getTracer('handoff', version)));
  return {
    stop: async () => {
      keepTraces(null);
      await Promise.race([provider.shutdown().catch(() => undefined), sleep(lastMs, undefined, { ref: false })]);
      trace.disable();
      context.disable();
    },
  };
}

/** Somebody who takes no traces is told of once a minute, and disturbs nobody else. */
function complain(log: Log): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  setGlobalErrorHandler(error => {
    if (performance.now() - toldAt < 60_000) return;
    toldAt = performance.now();
    const why = (error instanceof Error ? error.message : String(error)).slice(0, 300);
    log.warn({ why }, 'Traces cannot be sent; all else goes on. Check OTEL_EXPORTER_OTLP_ENDPOINT.');
  });
  const quietly = (...words: unknown[]) => log.debug({ from: 'opentelemetry' }, words.map(String).join(' '));
  diag.setLogger({ error: quietly, warn: quietly, info: quietly, debug: () => undefined, verbose: () => undefined });
}

function samplerOf({ sampler, ratio }: TracingSettings): Sampler {
  const root = sampler.endsWith('always_off')
    ? new AlwaysOffSampler()
    : sampler.endsWith('traceidratio')
      ? new TraceIdRatioBasedSampler(ratio)
      : new AlwaysOnSampler();
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

const written = new W3CTraceContextPropagator();

/** Traces as OpenTelemetry's interface takes them. */
class Kept implements Tracing {
  readonly #tracer: ReturnType<TracerProvider['getTracer']>;

  constructor(tracer: ReturnType<TracerProvider['getTracer']>) {
    this.#tracer = tracer;
  }

  isWithin(): boolean {
    return trace.getSpan(context.active()) !== undefined;
  }

  begin(piece: Piece): Begun {
    return new Shown(this.#start(piece, parentOf(piece)));
  }

  during<T>(piece: Piece, work: (begun: Begun) => T): T {
    const parent = parentOf(piece);
    const span = this.#start(piece, parent);
    const shown = new Shown(span);
    return context.with(trace.setSpan(parent, span), () => ending(shown, () => work(shown)));
  }

  traceparent(): string | null {
    const carrier: { traceparent?: string } = {};
    written.inject(context.active(), carrier, setter);
    return carrier.traceparent ?? null;
  }

  bound<F extends (...given: never[]) => void>(work: F): F {
    return context.bind(context.active(), work);
  }

  #start({ name, kind, attributes }: Piece, parent: Context): Span {
    return this.#tracer.startSpan(name, { kind: SpanKind[kind], attributes: { ...attributes } }, parent);
  }
}

function parentOf({ from }: Piece): Context {
  if (from === undefined) return context.active();
  return from === null ? ROOT_CONTEXT : written.extract(ROOT_CONTEXT, { traceparent: from }, getter);
}

class Shown implements Begun {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  note(attributes: Attributes): void {
    this.#span.setAttributes({ ...attributes });
  }

  fail(type: string): void {
    this.#span.setAttribute('error.type', type);
    this.#span.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    this.#span.end();
  }
}

function ending<T>(begun: Begun, work: () => T): T {
  const fell = (error: unknown): never => {
    begun.fail(failureType(error));
    begun.end();
    throw error;
  };
  let answer: T;
  try {
    answer = work();
  } catch (error) {
    return fell(error);
  }
  if (answer instanceof Promise) return answer.then(ended, fell) as T;
  return ended(answer);

  function ended<V>(value: V): V {
    begun.end();
    return value;
  }
}
