import { expect, test } from 'vitest';
import { startAll } from './started.ts';

test('ends all parts, the last one first', async () => {
  const ended: string[] = [];
  const running = await startAll(async keep => {
    for (const name of ['database', 'gateway', 'bot']) keep(name, async one => ended.push(one));
    return { url: 'here' };
  });
  expect(running.url).toBe('here');
  await running.stop();
  await running.stop();
  expect(ended).toEqual(['bot', 'gateway', 'database']);
});

test('ends what was started when a later part fails', async () => {
  const ended: string[] = [];
  const failing = startAll(async keep => {
    keep('database', async one => ended.push(one));
    throw new Error('Port 4000 is taken');
  });
  await expect(failing).rejects.toThrow('Port 4000');
  expect(ended).toEqual(['database']);
});

test('goes on ending when one part cannot be ended', async () => {
  const ended: string[] = [];
  const running = await startAll(async keep => {
    keep('database', async one => ended.push(one));
    keep('gateway', () => Promise.reject(new Error('stuck')));
    return {};
  });
  await expect(running.stop()).rejects.toThrow('stuck');
  expect(ended).toEqual(['database']);
});
