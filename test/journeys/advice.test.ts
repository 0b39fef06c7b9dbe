import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';
import { peopleOf } from '../people.ts';

let house: TestHouse;
let people: Awaited<ReturnType<typeof peopleOf<'chloe' | 'lukas'>>>;
beforeAll(async () => {
  house = await testHouse('socket');
  people = await peopleOf(house, ['chloe', 'lukas']);
});
afterAll(async () => {
  await people?.close();
  await house?.stop();
});

interface Advice {
  id: string;
  action: string;
  state: string;
  reasons: string[];
  version: { version: string };
  participants: { id: string }[];
  evidence: { title: string }[];
}
interface Changed {
  problem: { message: string } | null;
  advice?: { state: string; decision: string; decidedBy: { id: string }[] };
}

async function change(name: string, input: object, graph = house.admin): Promise<Changed> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const advice = name === 'decideAdvice' ? 'advice { state decision decidedBy { ... on Person { id } } }' : '';
  const document = `mutation ($input: ${type}!) { ${name}(input: $input) { ${advice} problem { message } } }`;
  return (await asked<Record<string, Changed>>(graph, document, { input }))[name] as Changed;
}

it('a model that predicts worse is advised on, and data scientist and engineer decide together', async () => {
  const { model } = await asked<{ model: { live: { id: string }[] } }>(
    house.admin,
    '{ model(name: "churn") { live { id } } }',
  );
  const monitor = {
    model: 'churn',
    name: 'Accuracy',
    kind: 'METRIC',
    metric: 'accuracy',
    comparator: 'AT_LEAST',
    threshold: 0.9,
  };
  await change('saveMonitor', { monitor });
  const points = [{ name: 'accuracy', at: new Date().toISOString(), value: 0.8, n: 500 }];
  await change('recordMetrics', { deploymentId: model.live[0]?.id, batchId: 'b1', points });
  const document = `{ model(name: "churn") { advice(state: [OPEN]) { id action state reasons version { version }
    participants { ... on Person { id } } evidence { title } } } }`;
  const advice = await until(async () => {
    const [found] = (await asked<{ model: { advice: Advice[] } }>(house.admin, document)).model.advice;
    if (!found) throw new Error('there is no advice yet');
    return found;
  });
  expect(advice).toMatchObject({ action: 'RETRAIN', version: { version: '2' }, evidence: [{ title: 'Accuracy' }] });
  expect(advice.reasons[0]).toContain('accuracy is 0.8, where 0.9 at least is asked: 0.1 too low.');
  expect(advice.participants.map(({ id }) => id)).toContain(people.chloe.id);
  const sentence = /^Handoff suggests about version 2 of .*: retrain it\.$/;
  await until(async () => {
    const told = [...house.slack.workspace.messages.values()].flat();
    if (!told.some(({ text }) => sentence.test(text ?? ''))) throw new Error('nobody was told yet');
  });
  const input = {
    adviceId: advice.id,
    decision: 'KEEP',
    rationale: 'A campaign ran; it is over.',
    decidedWith: [people.lukas.id],
  };
  const decided = await change('decideAdvice', input, people.chloe.graph);
  expect(decided).toMatchObject({ problem: null, advice: { state: 'DECIDED', decision: 'KEEP' } });
  expect(decided.advice?.decidedBy.map(({ id }) => id)).toEqual([people.chloe.id, people.lukas.id]);
});
