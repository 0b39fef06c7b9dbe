import { keepTraces, type Tracing } from '@handoff/kit/trace/trace';
import { afterEach, expect, it, test } from 'vitest';
import { routeOf } from './trace-routes.ts';

const at = (path: string) => routeOf(new URL(path, 'http://localhost'));
const somewhere = {} as Tracing;
afterEach(() => keepTraces(null));

it('names nothing while no traces are kept', () => {
  expect(at('/graphql')).toBeUndefined();
});

test.each([
  ['/graphql?query=secret', '/graphql'],
  ['/', '/'],
  ['/ingest/observations?versionId=ver_1', '/ingest/observations'],
  ['/models', '/models'],
  ['/models/team/churn', '/models/{of}'],
  ['/people/per_1', '/people/{of}'],
  ['/scim/v2/Users/ana@example.com', '/scim/v2'],
  ['/ana@example.com', null],
  ['/models/%zz', null],
  ['/readyz', undefined],
  ['/livez', undefined],
  ['/metrics', undefined],
])('%s is called %s', (path, name) => {
  keepTraces(somewhere);
  expect(at(path)).toBe(name);
});
