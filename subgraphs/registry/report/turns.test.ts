import { expect, it } from 'vitest';
import { inTurn, mostAtOnce } from './turns.ts';

it('does so many at once, refuses the next, and takes others once one is done or has failed', async () => {
  const of = {};
  const ends: ((failed: boolean) => void)[] = [];
  const work = () =>
    inTurn(
      of,
      () => new Promise<void>((done, fail) => ends.push(failed => (failed ? fail(new Error('down')) : done()))),
    );
  const running = Array.from({ length: mostAtOnce }, work);
  await expect(work()).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  await expect(inTurn({}, async () => 'another process')).resolves.toBe('another process');
  ends.shift()?.(true);
  await expect(running.shift()).rejects.toThrow('down');
  const next = work();
  await expect(work()).rejects.toThrow('try again');
  for (const end of ends) end(false);
  await Promise.all([...running, next]);
  await expect(inTurn(of, async () => 'free')).resolves.toBe('free');
});
