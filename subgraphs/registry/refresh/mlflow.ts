import { system } from '@handoff/kit/actor';
import { type Ground, newContext } from '@handoff/kit/context';
import type { GraphClient } from '@handoff/kit/graph-client';
import type { MlflowSettings } from '@handoff/kit/settings';
import type { Subgraph } from '@handoff/kit/subgraph';
import { graphql } from 'graphql';
import { importAll } from '../source/import.ts';
import { mlflow } from '../source/mlflow/adapter.ts';
import type { ReadAnew } from './work.ts';

/** Reads one model of an MLflow server, as `handoff import mlflow <address>#<model>` does, and brings it in as Handoff itself. */
export function readMlflow(ground: Ground, { url, env }: MlflowSettings, subgraph: () => Promise<Subgraph>): ReadAnew {
  const client = ownGraph(ground, subgraph);
  return async (model, signal) => {
    const refused: string[] = [];
    const { stopped } = await importAll({
      ...{ adapter: mlflow, where: `${url}#${encodeURIComponent(model)}`, client, dryRun: false, signal },
      reading: { env },
      onResult: ({ outcome, externalId, problem }) => {
        if (outcome === 'REJECTED') refused.push(`${externalId}: ${problem ?? 'it was refused.'}`);
      },
    });
    return stopped ?? refused[0] ?? null;
  };
}

/** Registry as it is asked for imports, in its own process: it needs no gateway to write what is its own. */
function ownGraph(ground: Ground, build: () => Promise<Subgraph>): GraphClient {
  let built: Promise<Subgraph> | null = null;
  return {
    request: async <T>(source: string, variables: object = {}) => {
      built ??= build();
      const { schema } = await built;
      const contextValue = newContext(ground, { ...system('refresh'), via: 'IMPORT' });
      const { data, errors = [] } = await graphql({ schema, source, variableValues: { ...variables }, contextValue });
      const told = errors.map(({ message, extensions }) => ({ code: String(extensions.code ?? 'INTERNAL'), message }));
      const [first] = told;
      if (first && !data) return { kind: 'Refused', status: 400, ...first } as const;
      return { kind: 'Data', data: data as T, errors: told } as const;
    },
    close: async () => undefined,
  };
}
