import { tracing } from '@handoff/kit/trace/trace';
import { observationsPath } from './ingest/observations.ts';
import { otlpMetricsPath } from './ingest/otlp.ts';
import { pageAt } from './page/routes.ts';
import { scimPath } from './scim/scim.ts';

/** Addresses that are called what they are. */
const named: ReadonlySet<string> = new Set([
  '/',
  '/graphql',
  '/ingest/alertmanager',
  '/hooks/mlflow',
  otlpMetricsPath,
  observationsPath,
]);

/** What looks at this process asks there, every few seconds: no trace is kept of it. */
const watched: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** What an address is called in traces, without what in it names somebody or something; null: nothing; undefined: no trace is kept. */
export function routeOf(url: URL): string | null | undefined {
  const { pathname } = url;
  if (!tracing() || watched.has(pathname)) return undefined;
  if (named.has(pathname)) return pathname;
  if (pathname.startsWith(`${scimPath}/`)) return scimPath;
  const [, first, rest] = pathname.split('/');
  if (!pageAt(url)) return null;
  return rest ? `/${first}/{of}` : `/${first}`;
}
