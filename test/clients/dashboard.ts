import { asked, type TestHouse } from '../house.ts';

/** What is read of a dashboard of Grafana over the Infinity data source. */
export interface Dashboard {
  templating: { list: { name: string; query: string }[] };
  panels: {
    title: string;
    targets: {
      root_selector: string;
      columns: { selector: string }[];
      url_options: { body_graphql_query: string; body_graphql_variables: string };
    }[];
  }[];
}

/** What a path of names leads to. */
export function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((found, name) => (found as Record<string, unknown> | null | undefined)?.[name], value);
}

/** A text with Grafana's variables filled in, those of the time with the last hour. */
export function filled(text: string, { list }: Dashboard['templating']): string {
  const named = list.reduce((done, { name, query }) => done.replaceAll(`\${${name}}`, query), text);
  const now = Date.now();
  return named
    .replaceAll(`\${__from:date:iso}`, new Date(now - 3_600_000).toISOString())
    .replaceAll(`\${__to:date:iso}`, new Date(now).toISOString());
}

/** Records a value of the metric that the dashboard shows first, which the demo does not have. */
export async function recordPoint({ admin }: TestHouse): Promise<void> {
  const version = '{ modelVersion(model: "churn", version: "champion") { id } }';
  const { modelVersion } = await asked<{ modelVersion: { id: string } }>(admin, version);
  const at = new Date(Date.now() - 60_000).toISOString();
  const input = { versionId: modelVersion.id, batchId: 'dashboard', points: [{ name: 'predictions', at, value: 3 }] };
  const source =
    'mutation ($input: RecordMetricsInput!) { recordMetrics(input: $input) { accepted problem { message } } }';
  const { recordMetrics } = await asked<{ recordMetrics: { problem: { message: string } | null } }>(admin, source, {
    input,
  });
  if (recordMetrics.problem) throw new Error(recordMetrics.problem.message);
}
