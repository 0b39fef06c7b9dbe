import { system } from '@handoff/kit/actor';
import type { Probe } from '@handoff/kit/http/readiness';
import type { Remote } from './http.ts';

/** For each subgraph a probe that asks it, signed as every request is: a wrong key or a wrong address is found too. */
export function probesOf({ source }: Remote, names: readonly string[]): Record<string, Probe> {
  return Object.fromEntries(names.map(name => [name, () => probe(source(name))]));
}

async function probe(source: ReturnType<Remote['source']>): Promise<string> {
  const signal = AbortSignal.timeout(900);
  const { errors } = await source.ask({ query: '{ __typename }' }, { actor: system('readiness'), signal });
  return errors ? 'answers with errors' : 'ready';
}
