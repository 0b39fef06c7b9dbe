import type { Change } from '@handoff/kit/event/sealed';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { refuse } from '../refusal.ts';
import { Connection } from './connection.ts';
import { openTokens } from './tokens.ts';
import { mostWaiting, type Read, Watch } from './watch.ts';

/** A watch over a trail that a test writes, and what it read. */
function watching(read: (id: string) => Read = id => ({ data: { data: { id } } })) {
  const connection = new Connection();
  const trail = { seq: 0, over: 0, rechecked: 0 };
  const watch = new Watch({
    changed: ({ modelId }) => modelId,
    read: async id => read(id),
    recheck: async () => {
      trail.rechecked++;
      return null;
    },
    position: () => trail.seq,
    connection,
    requestId: 'r',
    over: () => void trail.over++,
  });
  const change = (modelId: string | null, action = 'model.tagged') => {
    const one: Change = { seq: trail.seq + 1, subjectId: modelId ?? 'x', modelId, action };
    watch.follow([one]);
    trail.seq++;
  };
  const next = async () => {
    const { value } = await watch.next();
    connection.sent();
    return value as
      | { data?: { id: string }; errors?: { message: string }[]; extensions?: { eventId: string } }
      | undefined;
  };
  return { watch, connection, trail, change, next };
}

describe('a watch', () => {
  test('tells a thing once, however often it changed before it was taken', async () => {
    const { change, next } = watching();
    for (let i = 0; i < 1000; i++) change(i % 2 ? 'mdl_a' : 'mdl_b');
    expect([(await next())?.data, (await next())?.data]).toEqual([{ id: 'mdl_b' }, { id: 'mdl_a' }]);
    const waiting = next();
    change('mdl_c');
    expect((await waiting)?.data).toEqual({ id: 'mdl_c' });
  });

  test('reads the next thing only when the one before has gone out', async () => {
    let reads = 0;
    const { watch, connection, change } = watching(id => {
      reads++;
      return { data: { data: { id } } };
    });
    change('mdl_a');
    change('mdl_b');
    await watch.next();
    const waiting = watch.next();
    await new Promise(resolve => setImmediate(resolve));
    expect(reads).toBe(1);
    connection.sent();
    await waiting;
    expect(reads).toBe(2);
  });

  test(`ends when more than ${mostWaiting} things wait, and says so`, async () => {
    const { change, next, trail, watch } = watching();
    for (let i = 0; i <= mostWaiting; i++) change(`mdl_${i}`);
    expect((await next())?.errors?.[0]?.message).toContain('More than 500 things changed');
    expect(await watch.next()).toEqual({ done: true, value: undefined });
    expect(trail.over).toBe(1);
  });

  test('says nothing of what was not to be read, and looks again when rights may have changed', async () => {
    const { change, next, trail } = watching(id => (id === 'mdl_hidden' ? null : { data: { data: { id } } }));
    change('mdl_hidden');
    change(null, 'assignment.ended');
    change('mdl_a');
    expect((await next())?.data).toEqual({ id: 'mdl_a' });
    expect(trail.rechecked).toBe(1);
  });

  test('ends with the reason that reading gave', async () => {
    const { change, next, watch } = watching(() => ({ refusal: refuse(401, 'UNAUTHENTICATED', 'No more.') }));
    change('mdl_a');
    expect((await next())?.errors).toEqual([
      { message: 'No more.', extensions: { code: 'UNAUTHENTICATED', requestId: 'r' } },
    ]);
    expect((await watch.next()).done).toBe(true);
  });

  test('tries again what could not be read', async () => {
    let tries = 0;
    const { change, next } = watching(id => (++tries < 3 ? { again: 1 } : { data: { data: { id } } }));
    change('mdl_a');
    expect((await next())?.data).toEqual({ id: 'mdl_a' });
    expect(tries).toBe(3);
  });

  test('wherever it breaks off, what came after the last place holds all that was not told', async () => {
    const steps = fc.array(fc.oneof(fc.constantFrom('mdl_a', 'mdl_b', 'mdl_c', 'mdl_d'), fc.constant(null)), {
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(steps, async all => {
        const { change, next } = watching();
        const changed: string[] = [];
        const told = new Map<string, number>();
        let waiting = new Set<string>();
        let place = 0;
        for (const step of all) {
          if (step !== null) {
            change(step);
            changed.push(step);
            waiting.add(step);
          } else if (waiting.size > 0) {
            const update = await next();
            const id = update?.data?.id ?? '';
            told.set(id, changed.length);
            waiting = new Set([...waiting].filter(each => each !== id));
            expect(Number(update?.extensions?.eventId)).toBeGreaterThanOrEqual(place);
            place = Number(update?.extensions?.eventId);
          }
          // Entry n is changed[n - 1]: whatever was not told in its last state lies after the place.
          for (const [at, id] of changed.entries())
            if ((told.get(id) ?? 0) <= at) expect(at + 1).toBeGreaterThan(place);
        }
      }),
    );
  });
});

test('a stream that nobody opens is forgotten after half a minute, and belongs to who asked for it', () => {
  vi.useFakeTimers();
  try {
    const tokens = openTokens();
    const expired: string[] = [];
    const { token } = tokens.reserve('per_ann', async () => void expired.push('first'));
    const second = tokens.reserve('per_ann', async () => void expired.push('second'));
    tokens.opened(second);
    expect([tokens.of(token, 'per_ann')?.token, tokens.of(token, 'per_bea'), tokens.count('per_ann')]).toEqual([
      token,
      null,
      2,
    ]);
    vi.advanceTimersByTime(30_000);
    expect([tokens.of(token, 'per_ann'), tokens.of(second.token, 'per_ann')?.token]).toEqual([null, second.token]);
    expect(expired).toEqual(['first']);
  } finally {
    vi.useRealTimers();
  }
});
