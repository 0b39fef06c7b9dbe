import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { cardsOf, directCard } from '../chat.ts';
import { type SplitHouse, until } from '../house.ts';
import type { Line } from '../split.ts';
import { askBen, codesOf, look, whole, without } from './asking.ts';
import { type LineFault, proxied, type TcpProxy } from './proxy.ts';

/** The lines between all parts of a house, and from them to the database and Slack. */
export interface Lines {
  /** What a house is started with for its parts to use them. */
  through(line: Line): Promise<string>;
  fault(name: string, what: LineFault | null): Promise<void>;
  /** All are as they should be again. */
  mend(): Promise<void>;
  stop(): Promise<void>;
}

/** Lines that come to be as a house is started. */
export function openLines(): Lines {
  const lines = new Map<string, TcpProxy>();
  const each = (what: (proxy: TcpProxy) => Promise<void>) => Promise.all([...lines.values()].map(what));
  return {
    through: async ({ from, to, address }) => {
      if (from === to) return address;
      const line = await proxied(address);
      lines.set(`${from} to ${to}`, line.proxy);
      return line.address;
    },
    fault: async (name, what) => {
      const proxy = lines.get(name);
      if (!proxy) throw new Error(`there is no line ${name}`);
      await proxy.fault(what);
    },
    mend: async () => void (await each(proxy => proxy.fault(null))),
    stop: async () => void (await each(proxy => proxy.stop())),
  };
}

const slow: LineFault[] = [
  { kind: 'delay', ms: 60 },
  { kind: 'drip', bytes: 400, everyMs: 1 },
];
const broken: LineFault[] = [{ kind: 'cut' }, { kind: 'refuse' }];
/** Nothing comes over it any more, and nobody is told. */
const silent: LineFault = { kind: 'blackHole' };
const subgraphs = ['registry', 'deployment', 'monitoring'] as const;

/** Tests of what each fault of each line does to a house; all are mended after each. */
export function testLines(lines: Lines, house: () => SplitHouse): void {
  const allOfIt = async () => expect(await look(house().admin)).toMatchObject(whole);

  describe.each(subgraphs)('between the gateway and %s', part => {
    it.each(slow)('slow (%o): all of it comes', async what => {
      await lines.fault(`gateway to ${part}`, what);
      await allOfIt();
    });

    const told = 'broken (%o): the others’ fields still answer, and all of them when it is mended';
    it.each([...broken, silent])(told, async what => {
      await lines.fault(`gateway to ${part}`, what);
      const answer = await look(house().admin);
      expect(codesOf(answer)).toEqual(['UNAVAILABLE']);
      expect(answer).toMatchObject({ kind: 'Data', data: without[part] });
      await lines.mend();
      await until(allOfIt, 5);
    });
  });

  describe.each(['gateway', ...subgraphs] as const)('between %s and its database', part => {
    it.each(slow)('slow (%o): all of it comes', async what => {
      await lines.fault(`${part} to database`, what);
      await allOfIt();
    });

    const told = 'broken (%o): it is answered, and as before when it is mended';
    it.each<LineFault>([...broken, { kind: 'halfOpen' }])(told, async what => {
      await lines.fault(`${part} to database`, what);
      // What is connected then is lost for ever; who connects anew is not.
      if (what.kind === 'halfOpen') await lines.mend();
      const codes = codesOf(await look(house().admin));
      expect(codes.filter(code => code !== 'UNAVAILABLE')).toEqual([]);
      await lines.mend();
      await until(allOfIt, 15);
    });
  });
}

/** Tests that somebody is told in the end, whatever line of the bot is broken meanwhile. */
export function testLinesOfBot(lines: Lines, house: () => SplitHouse): void {
  describe.each(['gateway', 'slack', 'database'] as const)('between the bot and %s', to => {
    // A claim waits in the gateway for up to 20 s: that a line to it broke without a word is found only after that.
    const forEver: LineFault[] = to === 'gateway' ? [] : [{ kind: 'halfOpen' }];
    const told = 'broken (%o): the card comes when it is mended, once';
    it.each([...broken, silent, ...forEver])(told, async what => {
      const { admin, slack } = house();
      await lines.fault(`bot to ${to}`, what);
      const id = await askBen(admin, `line-${to}-${what.kind.toLowerCase()}`);
      // So that the bot runs into it.
      await sleep(300);
      await lines.mend();
      const card = await until(() => directCard(slack, 'U08BEN', id), 60);
      const same = cardsOf(slack, id).filter(each => each.channel === card.channel);
      // What Slack took while its answer was lost may be there a second time.
      expect(same.length).toBeLessThanOrEqual(to === 'slack' ? 2 : 1);
    });
  });
}
