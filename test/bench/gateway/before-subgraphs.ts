import { readFileSync } from 'node:fs';
import type { Actor } from '@handoff/kit/actor';

// What a gateway of others needs to know to stand before our subgraphs. Settings: those of `handoff serve gateway`,
// and BENCH_ACTOR, the actor as JSON: nobody is identified.

/** Who asks, and by which key the subgraphs know whoever vouches for it. */
export function benchActor(): { key: string; actor: Actor } {
  const actor = JSON.parse(process.env.BENCH_ACTOR ?? '{}') as Actor;
  return { key: process.env.HANDOFF_INTERNAL_KEY ?? '', actor };
}

/** Where a subgraph is asked. */
export function urlOf(name: string): string {
  return process.env[`${name.toUpperCase()}_URL`] ?? '';
}

/** Which subgraph is asked at an address. */
export function nameOf(url: string): string {
  return ['registry', 'deployment', 'monitoring'].find(name => urlOf(name) === url) ?? '';
}

/** The supergraph as it is committed. */
export function supergraphText(): string {
  return readFileSync(new URL('../../../../gateway/supergraph.graphql', import.meta.url), 'utf8');
}
