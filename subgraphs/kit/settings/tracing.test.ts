import { expect, test } from 'vitest';
import { readSettings } from '../settings.ts';

function tracing(environment: Record<string, string>) {
  const read = readSettings(environment);
  return 'settings' in read ? read.settings.tracing : read.problems;
}

const collector = 'http://127.0.0.1:4318';

test.each([
  ['nothing', {}],
  ['a name alone', { OTEL_SERVICE_NAME: 'catalogue' }],
  ['an exporter that is switched off', { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SDK_DISABLED: 'true' }],
  ['none as the exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_TRACES_EXPORTER: 'none' }],
])('keeps no traces with %s', (_, environment) => {
  expect(tracing(environment)).toBeNull();
});

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: collector }, `${collector}/v1/traces`],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector}/otel/` }, `${collector}/otel/v1/traces`],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/c' }, 'http://b/c'],
  [{ OTEL_TRACES_EXPORTER: 'otlp' }, 'http://localhost:4318/v1/traces'],
])('sends them, with %o, to %s', (environment, url) => {
  expect(tracing(environment)).toMatchObject({ url, protocol: 'http/protobuf', sampler: 'parentbased_always_on' });
});

test('reads pairs, those of traces over those of all signals', () => {
  const read = tracing({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20YTpi==, x-tenant=one',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-tenant=two',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production',
  });
  expect(read).toMatchObject({
    headers: { authorization: 'Basic YTpi==', 'x-tenant': 'two' },
    resource: { 'deployment.environment.name': 'production' },
  });
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'localhost:4318', /http:\/\/127\.0\.0\.1:4318/],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /http\/protobuf or http\/json/],
  ['OTEL_TRACES_EXPORTER', 'zipkin', /otlp or none/],
  ['OTEL_TRACES_SAMPLER', 'sometimes', /always_on, /],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5', /0 to 1/],
  ['OTEL_BSP_SCHEDULE_DELAY', '5s', /milliseconds/],
  ['OTEL_RESOURCE_ATTRIBUTES', 'production', /key=value/],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=%zz', /key=value/],
])('says how to mend %s=%s', (name, value, mend) => {
  expect(tracing({ [name]: value })).toEqual([expect.stringMatching(mend)]);
});

test('shows nothing of headers', () => {
  expect(JSON.stringify(tracing({ OTEL_EXPORTER_OTLP_HEADERS: 'a secret' }))).not.toContain('a secret');
});
