import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type SplitHouse, splitHouse } from '../house.ts';
import { type Asking, peopleOf } from '../people.ts';

const isInstalled = Boolean(process.env.HANDOFF_TEST_HIVE);

/** What only a planner that knows all three subgraphs answers: entities across them. */
const across = `{
  model(name: "card-fraud") {
    name
    owner { name }
    live(environment: "production") { state version { version model { title } } }
    alerts(first: 5) { nodes { title model { name } deployment { environment { name } } } }
    health { status }
  }
}`;

/** What is another thing for each who asks, in every subgraph. */
const own = `{
  me { id }
  models(first: 50, orderBy: NAME) {
    totalCount
    nodes {
      name
      viewerCan
      promotions(first: 3) { totalCount nodes { id moves } }
      alerts(first: 3) { totalCount nodes { id moves } }
    }
  }
}`;

describe.skipIf(!isInstalled)(
  'Hive Gateway behind the door (npm run check:hive; skipped where it is not installed)',
  () => {
    let house: SplitHouse;
    let people: Record<'ana' | 'ben' | 'noor', Asking> & { close(): Promise<void> };
    beforeAll(async () => {
      house = await splitHouse();
      people = await peopleOf(house, ['ana', 'ben', 'noor']);
    });
    afterAll(async () => {
      await people?.close();
      await house.stop();
    });

    it('answers what spans the subgraphs', async () => {
      const { model } = await asked<{ model: Record<string, unknown> }>(house.admin, across);
      expect(model).toMatchObject({ name: 'card-fraud', owner: { name: 'Tomasz Nowak' } });
    });

    it('lets in nobody whom the door does not', async () => {
      const body = JSON.stringify({ query: '{ me { name } }' });
      const headers = { 'content-type': 'application/json', authorization: 'Bearer nobody' };
      const answer = await fetch(`${house.url}/graphql`, { method: 'POST', headers, body });
      expect(answer.status).toBe(401);
    });

    it('answers each of many who ask the same at once with what they alone may see and do', async () => {
      const callers = [house.admin, people.ana.graph, people.ben.graph, people.noor.graph];
      const alone: unknown[] = [];
      for (const caller of callers) alone.push(await asked(caller, own));
      const texts = alone.map(each => JSON.stringify(each, (key, value) => (key === 'me' ? undefined : value)));
      expect(new Set(texts).size).toBe(callers.length);
      const many = Array.from({ length: 10 }, () => callers).flat();
      const together = await Promise.all(many.map(caller => asked(caller, own)));
      for (const [at, answer] of together.entries()) expect(answer).toEqual(alone[at % callers.length]);
    });
  },
);
