import type { GraphClient } from '@handoff/kit/graph-client';
import { errorOf } from '@handoff/kit/graph-error';
import type { Objective } from './objective.ts';

/** What the registry knows of the model of a version. */
export interface ModelFacts {
  /** Null: it does not say. */
  task: string | null;
  objectives: readonly Objective[];
}

interface Answer {
  [alias: string]: { model: { task?: string | null; objectives?: Objective[] | null } | null } | null;
}

/** As many as the gateway takes at the root of one question. */
const atOnce = 20;

/**
 * What the registry knows of the models of versions; one that it does not know has no task. Not to be called inside a
 * transaction. Throws an outage when the graph cannot be asked.
 */
export async function factsOf(graph: GraphClient, versionIds: readonly string[]): Promise<Map<string, ModelFacts>> {
  const found = new Map<string, ModelFacts>();
  for (let from = 0; from < versionIds.length; from += atOnce) {
    const some = versionIds.slice(from, from + atOnce);
    const variables = Object.fromEntries(some.map((id, i) => [`i${i}`, id]));
    const answer = await graph.request<Answer>(question(some.length), variables);
    if (answer.kind !== 'Data') throw errorOf(answer);
    const [failed] = answer.errors;
    if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
    for (const [i, id] of some.entries()) {
      const model = answer.data[`v${i}`]?.model;
      found.set(id, { task: model?.task ?? null, objectives: model?.objectives ?? [] });
    }
  }
  return found;
}

function question(count: number): string {
  const all = Array.from({ length: count }, (_, i) => i);
  const given = all.map(i => `$i${i}: ID`).join(', ');
  const asked = all.map(
    i => `v${i}: modelVersion(id: $i${i}) { model { task objectives { metric comparator target } } }`,
  );
  return `query Measured(${given}) { ${asked.join(' ')} }`;
}
