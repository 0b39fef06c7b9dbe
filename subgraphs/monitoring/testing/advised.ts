import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import type { GraphClient } from '@handoff/kit/graph-client';
import { newId } from '@handoff/kit/id';
import { ground, noGraph } from '@handoff/kit/testing/graph';
import { adviceFollower } from '../advice/reactions.ts';
import type { Office } from './office.ts';

/** What a model runs, as the rest of the graph would tell it. */
export interface Told {
  archivedAt: string | null;
  latestVersion: object | null;
  live: object[];
  deployments: { nodes: object[] };
}

/** An office's advice, with what models run told by the test. */
export interface Advised {
  told: Map<string, Told>;
  /** Whether the graph can be asked. */
  away(is: boolean): void;
  asked(): number;
  /** Reacts to all that happened since. */
  react(): Promise<void>;
  /** A version of a model, version 2 unless told otherwise, that serves in production. */
  serves(modelId: string, changes?: { version?: string; startedAt?: string; back?: string | null }): Served;
}

export interface Served {
  versionId: string;
  deploymentId: string;
}

/** When versions of these tests were registered. */
export const registeredAt = '2026-10-01T00:00:00.000Z';

export async function adviseIn(office: Office): Promise<Advised> {
  const told = new Map<string, Told>();
  let [away, asked] = [false, 0];
  const graph: GraphClient = {
    ...noGraph,
    request: async <T>(_: string, variables: object = {}) => {
      asked += 1;
      if (away) return { kind: 'Unreachable', message: 'Registry is away.' };
      const { id = '' } = variables as { id?: string };
      return { kind: 'Data', errors: [], data: { model: told.get(id) ?? null } as T };
    },
  };
  const react = async () => {
    await sealDue(office.db);
    while ((await followDue(office.db, adviceFollower(ground(office.db, graph)))) > 0);
  };
  await react();
  return {
    told,
    react,
    away: is => {
      away = is;
    },
    asked: () => asked,
    serves: (modelId, { version = '2', startedAt = registeredAt, back = '1' } = {}) => {
      const served = { versionId: newId('ver'), deploymentId: newId('dep') };
      const of = { id: served.versionId, version, createdAt: registeredAt };
      const environment = { name: 'production', title: 'Production', production: true };
      const promotion = { rollbackTarget: back === null ? null : { version: back } };
      const run = { id: served.deploymentId, kind: 'PRIMARY', startedAt, version: of, environment, promotion };
      const before = told.get(modelId)?.deployments.nodes ?? [];
      const nodes = [{ id: served.deploymentId, version: of }, ...before];
      told.set(modelId, { archivedAt: null, latestVersion: of, live: [run], deployments: { nodes } });
      return served;
    },
  };
}
