import { asked } from '../rounds.ts';

/**
 * Somebody who asks now and then: run as a process of its own, so that nothing but Handoff keeps it waiting. Settings: URL,
 * TOKEN and QUERY. Told anything, it tells how many milliseconds each of its requests took since it last did.
 */
const { URL: url = '', TOKEN: token = '', QUERY: query = '' } = process.env;
const pauseMs = 10;
let samples: number[] = [];

process.on('message', () => {
  process.send?.(samples);
  samples = [];
});
process.on('disconnect', () => process.exit());

for (;;) {
  const began = performance.now();
  await asked({ url, token }, query);
  samples.push(performance.now() - began);
  await new Promise(resolve => setTimeout(resolve, pauseMs));
}
