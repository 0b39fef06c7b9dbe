import type { Context } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';
import { isId } from '@handoff/kit/id';
import type { ServingTold } from './serving.ts';

/** What registry knows of something that is said to run; versionId null: the model has no such version. */
export interface Named {
  modelId: string | null;
  versionId: string | null;
  /** Its number; as it was told, where there is no such version. */
  version: string;
}

// As many as the gateway takes at the root of one question, two for each thing told.
const most = 10;

interface Answer {
  [alias: string]: { id: string; version?: string } | null;
}

/** Asks registry for models and versions by what they are called, ten in one question; never inside a transaction. */
export async function namesOf(context: Context, told: readonly ServingTold[]): Promise<Named[]> {
  const named: Named[] = [];
  for (let from = 0; from < told.length; from += most) {
    const some = told.slice(from, from + most);
    const answer = await context.graph.request<Answer>(question(some.length), variables(some));
    if (answer.kind !== 'Data') throw errorOf(answer);
    const [failed] = answer.errors;
    if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
    named.push(...some.map((each, i) => namedIn(answer.data, each, i)));
  }
  return named;
}

function question(count: number): string {
  const all = Array.from({ length: count }, (_, i) => i);
  const given = all.map(i => `$i${i}: ID, $n${i}: String, $m${i}: String, $v${i}: String`).join(', ');
  const asked = all.map(
    i =>
      `m${i}: model(id: $i${i}, name: $n${i}) { id } v${i}: modelVersion(model: $m${i}, version: $v${i}) { id version }`,
  );
  return `query Served(${given}) { ${asked.join(' ')} }`;
}

function variables(told: readonly ServingTold[]): Record<string, string | null> {
  return Object.assign(
    {},
    ...told.map(({ model, version }, i) => {
      const byId = isId('mdl', model);
      return {
        [`i${i}`]: byId ? model : null,
        [`n${i}`]: byId ? null : model,
        [`m${i}`]: model,
        [`v${i}`]: version.trim(),
      };
    }),
  );
}

/** What something calls itself, as the database keeps it: the same next time. */
function readable(version: string): string {
  return version.trim().replace(/\p{Surrogate}/gu, '\ufffd');
}

function namedIn(answer: Answer, { version }: ServingTold, i: number): Named {
  const known = answer[`v${i}`];
  return {
    modelId: answer[`m${i}`]?.id ?? null,
    versionId: known?.id ?? null,
    version: known?.version ?? readable(version),
  };
}
