import { z } from 'zod';

/** A value at an instant, as the server says it; null: not a number, or infinite. */
export interface Sample {
  at: Date;
  value: number | null;
}

/** What a server said, or why that is of no use, in a sentence. */
export type Said<T> = { kind: 'Said'; value: T } | { kind: 'Problem'; message: string };

const sample = z.tuple([z.number(), z.string()]).transform(([seconds, text]): Sample => {
  const value = Number(text);
  return { at: new Date(seconds * 1000), value: Number.isFinite(value) ? value : null };
});
const ofSeries = { metric: z.record(z.string(), z.string()).optional() };
const data = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('scalar'), result: sample }),
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ ...ofSeries, value: sample })) }),
  z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ ...ofSeries, values: z.array(sample) })) }),
  z.object({ resultType: z.literal('string'), result: z.unknown() }),
]);
const body = z.union([
  z.object({ status: z.literal('success'), data }),
  z.object({ status: z.literal('error'), errorType: z.string().catch(''), error: z.string().catch('') }),
]);

/** Reads what the HTTP API of Prometheus answers: the samples of one series, none where there is no data. Pure. */
export function samplesOf(status: number, text: string, server: string): Said<Sample[]> {
  const read = body.safeParse(parsed(text));
  if (!read.success) {
    return problem(
      `${server} answered HTTP ${status}, but not as Prometheus does: check the address, without /api/v1.`,
    );
  }
  if (read.data.status === 'error') {
    const { errorType, error } = read.data;
    return problem(
      `${server} refused the query (${errorType || 'no reason'}): ${error.slice(0, 500) || 'it says no more'}.`,
    );
  }
  const found = read.data.data;
  if (found.resultType === 'string') return problem('The query answers a text: it must answer a number.');
  if (found.resultType === 'scalar') return { kind: 'Said', value: [found.result] };
  if (found.result.length > 1) {
    return problem(`The query answers ${found.result.length} series: make it one, with sum(…) or max(…), say.`);
  }
  const [series] = found.result;
  if (!series) return { kind: 'Said', value: [] };
  return { kind: 'Said', value: 'value' in series ? [series.value] : series.values };
}

function problem(message: string): Said<never> {
  return { kind: 'Problem', message };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
