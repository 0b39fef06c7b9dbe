import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { silentLog } from '@handoff/kit/log';
import type { Running } from '@handoff/kit/started';
import { freePort } from '@handoff/kit/testing/free-port';
import { openTracing } from '@handoff/kit/trace/open';
import { traced, tracing } from '@handoff/kit/trace/trace';
import { Message } from '@handoff/registry/source/protobuf/message';
import { describe, expect, it } from 'vitest';
import { settingsOf } from '../settings.ts';
import { startReceiver } from './receiver.ts';

const piece = (name: string) => () => ({ name, kind: 'INTERNAL' as const, attributes: {} });

function open(environment: Record<string, string>, log = silentLog()): Promise<Running> {
  return openTracing(settingsOf(environment).tracing, { name: 'handoff', version: '0', log });
}

it('sends protobuf unless another form is asked for', async () => {
  const receiver = await startReceiver();
  const traces = await open({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  traced(piece('a piece'), () => undefined);
  await traces.stop();
  const { headers, body } = receiver.requests[0] ?? { headers: {}, body: Buffer.alloc(0) };
  expect(headers['content-type']).toBe('application/x-protobuf');
  const inner = (message: Message, number: number) =>
    [...message.fields()].filter(field => field.number === number).map(field => field.message());
  // TracesData.resource_spans is 1, ResourceSpans.scope_spans 2, ScopeSpans.spans 2, Span.name 5.
  const whole = Message.of({ size: body.length, at: (from, length) => body.subarray(from, from + length) });
  const spans = inner(whole, 1).flatMap(each => inner(each, 2).flatMap(scope => inner(scope, 2)));
  const names = spans.flatMap(each => [...each.fields()].filter(({ number }) => number === 5));
  expect(names.map(each => each.text())).toEqual(['a piece']);
  await receiver.stop();
});

it.each([
  ['always_off', '1', 0],
  ['parentbased_traceidratio', '0', 0],
  ['parentbased_traceidratio', '1', 3],
  ['always_on', '0', 3],
])('keeps as many as the sampler %s with %s says: %i of 3', async (sampler, ratio, kept) => {
  const receiver = await startReceiver();
  const traces = await open({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_TRACES_SAMPLER: sampler,
    OTEL_TRACES_SAMPLER_ARG: ratio,
  });
  for (const name of ['one', 'two', 'three']) traced(piece(name), () => undefined);
  await traces.stop();
  expect(receiver.sent()).toHaveLength(kept);
  await receiver.stop();
});

describe('a collector that takes nothing', () => {
  it.each([
    ['is not there', async () => ({ url: `http://127.0.0.1:${await freePort()}`, stop: async () => undefined })],
    ['refuses everything', () => startReceiver(400)],
    ['is always busy', () => startReceiver(503)],
  ])('and %s is told of once, and keeps nothing from going on or from ending', async (_, start) => {
    const collector = await start();
    const said: string[] = [];
    const log = Object.assign(silentLog(), { warn: (_: object, line: string) => void said.push(line) });
    const traces = await open(
      { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '5', OTEL_EXPORTER_OTLP_TIMEOUT: '500' },
      log,
    );
    for (let i = 0; i < 5_000; i++) expect(traced(piece(`piece ${i}`), () => i)).toBe(i);
    await expect.poll(() => said.length).toBe(1);
    expect(said[0]).toContain('Check OTEL_EXPORTER_OTLP_ENDPOINT');
    await traces.stop();
    expect(said).toHaveLength(1);
    expect(tracing()).toBeNull();
    await collector.stop();
  });
});

it('passes on what work answers and throws, and names a failure by its kind alone', async () => {
  const receiver = await startReceiver();
  const traces = await open({
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const coded = Object.assign(new Error('Ana Lima has it'), { code: '23505' });
  expect(await traced(piece('answers'), async () => 7)).toBe(7);
  await expect(traced(piece('rejects'), () => Promise.reject(coded))).rejects.toBe(coded);
  expect(() =>
    traced(piece('throws'), () => {
      throw new RangeError('Ana Lima again');
    }),
  ).toThrow('Ana Lima again');
  await traces.stop();
  const told = receiver.sent().map(({ name, failed, attributes }) => [name, failed, attributes['error.type']]);
  expect(told.toSorted()).toEqual([
    ['answers', false, undefined],
    ['rejects', true, '23505'],
    ['throws', true, 'RangeError'],
  ]);
  expect(JSON.stringify(receiver.sent())).not.toContain('Ana');
  await receiver.stop();
});

it('loads nothing of OpenTelemetry where no exporter is set', () => {
  const built = (name: string) =>
    JSON.stringify(fileURLToPath(new URL(`../../subgraphs/kit/dist/${name}`, import.meta.url)));
  const script = `
    const { readSettings } = await import(${built('settings.js')});
    const { openTracing } = await import(${built('trace/open.js')});
    await import(${built('database/pool.js')});
    await import(${built('http/wire.js')});
    const { settings } = readSettings(JSON.parse(process.argv[1]));
    await openTracing(settings.tracing, { name: 'handoff', version: '0', log: { debug() {}, warn() {} } });
    const { default: module } = await import('node:module');
    console.log(Object.keys(module._cache).filter(name => name.includes('opentelemetry/sdk')).length > 0);`;
  const loaded = (environment: object) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(environment)]).stdout.toString();
  expect(loaded({})).toBe('false\n');
  // That what is looked for would be found.
  expect(loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toBe('true\n');
});
