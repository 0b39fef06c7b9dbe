import type { GraphClient } from '@handoff/kit/graph-client';

/** What was made beside the demo catalogue, by id. */
export interface Furnished {
  experiment: string;
  advice: string;
}

const day = 86_400_000;
const at = (before: number) => new Date(Date.now() - before).toISOString();

/** What the graph answers; throws what it says instead. */
export async function asked<T>(
  admin: GraphClient,
  document: string,
  variables: Record<string, unknown> = {},
): Promise<T> {
  const answer = await admin.request<T>(document, variables);
  if (answer.kind === 'Data') return answer.data;
  throw new Error(answer.message);
}

/** One mutation, by its name with its input; throws with its words when there was a problem. */
async function change<T>(admin: GraphClient, named: Record<string, object>, select = '__typename'): Promise<T> {
  const [[mutation, input] = ['', {}]] = Object.entries(named);
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${select} problem { message } } }`;
  const answer = await asked<Record<string, T & { problem: { message: string } | null }>>(admin, document, { input });
  const payload = answer[mutation];
  if (!payload || payload.problem) throw new Error(`${mutation}: ${payload?.problem?.message ?? 'no answer'}`);
  return payload;
}

/** Adds to the demo catalogue what its pages have to show: an experiment, alerts, an advice, drift and cost. */
export async function furnish(admin: GraphClient): Promise<Furnished> {
  const experiment = await makeExperiment(admin);
  await makeAlert(admin);
  await observe(admin);
  await spend(admin);
  return { experiment, advice: await makeAdvice(admin) };
}

async function makeExperiment(admin: GraphClient): Promise<string> {
  const arms = [
    { key: 'now', version: '2', control: true, share: 50 },
    { key: 'new', version: '3', share: 50 },
  ];
  const { experiment } = await change<{ experiment: { id: string } }>(
    admin,
    {
      createExperiment: {
        ...{ model: 'demand-forecast', name: 'Filled orders', hypothesis: 'More orders are filled.' },
        ...{ metric: 'orders filled', metricKind: 'PROPORTION', comparator: 'AT_LEAST', method: 'SEQUENTIAL' },
        ...{ minimumEffect: 0.01, baseline: 0.9, arms },
        guardrails: [{ metric: 'returns', comparator: 'AT_MOST', margin: 0.01 }],
      },
    },
    'experiment { id }',
  );
  await change(admin, { startExperiment: { experimentId: experiment.id } });
  const sums = [
    { arm: 'now', at: at(0), n: 8000, sum: 7200 },
    { arm: 'new', at: at(0), n: 8000, sum: 7420 },
  ];
  await change(admin, { recordExperimentData: { experimentId: experiment.id, batchId: 'one', arms: sums } });
  return experiment.id;
}

async function makeAlert(admin: GraphClient): Promise<void> {
  const pairs = (of: object) => Object.entries(of).map(([name, value]) => ({ name, value }));
  const labels = pairs({ model: 'churn', severity: 'critical', alertname: 'Late scores' });
  const annotations = pairs({ summary: 'Scores come late', description: 'The scores of churn are two hours late.' });
  const alert = { fingerprint: 'f-1', status: 'FIRING', startsAt: at(0), labels, annotations };
  await change(admin, { receiveAlerts: { alerts: [alert] } });
}

/** Two weeks of rows of churn, whose baskets drift away from what it was trained on. */
async function observe(admin: GraphClient): Promise<void> {
  const document = '{ model(name: "churn") { live { version { id } } } }';
  const { model } = await asked<{ model: { live: { version: { id: string } }[] } }>(admin, document);
  const versionId = model.live[0]?.version.id;
  const rows = (of: (index: number) => number) => Array.from({ length: 1000 }, (_, index) => of(index));
  const wave = (index: number) => ((index * 37) % 100) / 10;
  const column = (name: string, shift: number) => ({ name, numbers: rows(index => wave(index) + shift) });
  const columns = [column('basket_value', 20), column('delivery_delay_mean', 50)];
  await change(admin, { saveReference: { versionId, columns } });
  await change(admin, {
    recordObservations: {
      ...{ versionId, batchId: 'two weeks', at: rows(index => index).map(index => at((index * 14 * day) / 1000)) },
      columns: [column('basket_value', 26), column('delivery_delay_mean', 50)],
      ...{
        latencyMs: rows(index => 20 + wave(index)),
        failed: Array.from({ length: 1000 }, (_, index) => index % 97 === 0),
      },
    },
  });
}

async function spend(admin: GraphClient): Promise<void> {
  await change(admin, { setBudget: { model: 'churn', amount: 900, currency: 'EUR' } });
  const start = new Date();
  start.setUTCDate(1);
  start.setUTCHours(0, 0, 0, 0);
  const days = Math.max(1, Math.floor((Date.now() - start.getTime()) / day));
  const costs = Array.from({ length: days }, (_, index) => ({
    ...{ from: new Date(start.getTime() + index * day).toISOString() },
    ...{
      to: new Date(start.getTime() + (index + 1) * day).toISOString(),
      amount: 24 + (index % 5) * 3,
      currency: 'EUR',
    },
  }));
  await change(admin, { recordCost: { model: 'churn', batchId: 'this month', costs } });
}

async function makeAdvice(admin: GraphClient): Promise<string> {
  const { model } = await asked<{ model: { live: { id: string }[] } }>(
    admin,
    '{ model(name: "churn") { live { id } } }',
  );
  const rule = { kind: 'METRIC', metric: 'accuracy', comparator: 'AT_LEAST', threshold: 0.9 };
  await change(admin, { saveMonitor: { monitor: { model: 'churn', name: 'Accuracy', ...rule } } });
  const points = Array.from({ length: 24 }, (_, index) => ({
    ...{ name: 'accuracy', at: at((23 - index) * 3_600_000), value: index < 18 ? 0.93 : 0.82, n: 500 },
  }));
  await change(admin, { recordMetrics: { deploymentId: model.live[0]?.id, batchId: 'accuracy', points } });
  for (let tries = 0; tries < 300; tries++) {
    const document = '{ model(name: "churn") { advice(state: [OPEN]) { id } } }';
    const { model: found } = await asked<{ model: { advice: { id: string }[] } }>(admin, document);
    const [first] = found.advice;
    if (first) return first.id;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error('There was no advice within half a minute.');
}
