import { expect, test } from 'vitest';
import { refused } from './outcome.ts';
import { humanReport, jsonReport } from './report.ts';

/** What is said on err while 40 models are read, one each second, and half of them are done. */
function saidOn(terminal: boolean, make = humanReport): string[] {
  const said: string[] = [];
  let now = 0;
  const report = make({ out: () => {}, err: text => void said.push(text), terminal, now: () => now });
  for (let i = 0; i < 40; i++) {
    now += 1_000;
    report.read();
    if (i % 2 === 0) report.line({ ...refused('x', 'x', 'No.'), outcome: 'CREATED', problem: null });
  }
  return said;
}

test('a log gets a line every ten seconds, whichever report it is', () => {
  const lines = [10, 20, 30, 40].map(read => `${read} models read, ${read / 2} done …\n`);
  expect(saidOn(false)).toEqual(lines);
  expect(saidOn(false, jsonReport)).toEqual(lines);
});

test('a terminal has one line, drawn anew', () => {
  const said = saidOn(true);
  expect(said.at(-1)).toBe('\r40 models read, 20 done\u001b[K');
  expect(said.join('')).not.toContain('\n');
});

test('a quick import says nothing of how far it is', () => {
  const said: string[] = [];
  const report = humanReport({ out: () => {}, err: text => void said.push(text), terminal: false, now: () => 0 });
  for (let i = 0; i < 1_000; i++) report.read();
  expect(said).toEqual([]);
});

test('a note stands on a line of its own, without what steers a terminal', () => {
  const said: string[] = [];
  humanReport({ out: () => {}, err: text => void said.push(text), terminal: true }).note('wait\u001b[2J 3 s');
  expect(said.join('')).toBe('\r\u001b[Kwait [2J 3 s\n');
});
