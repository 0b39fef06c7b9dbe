import type { Db } from '@handoff/kit/database/database';
import { rows } from '@handoff/kit/database/database';
import type { GraphClient } from '@handoff/kit/graph-client';
import { newId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, noGraph } from '@handoff/kit/testing/graph';
import { addPerson, addRole, giveRole } from '@handoff/kit/testing/people';
import type { Evaluating } from '../alert/evaluation.ts';
import { monitoringSubgraph, monitoringTables } from '../subgraph.ts';
import { evaluatingOn } from './evaluating.ts';

/** A version as the rest of the graph would know it. */
export interface KnownVersion {
  id: string;
  modelId: string;
}

/** What registry says of a version. */
export interface Listing {
  task?: string;
  objectives?: readonly object[];
  features?: readonly object[];
  labels?: readonly object[];
}

/** A monitoring of its own, with people, and with the rest of the graph on the far side of a wire. */
export interface Office {
  database: TestDatabase;
  db: Db;
  /** What evaluating takes. */
  evaluating: Evaluating;
  subgraph: Subgraph;
  /** May record, set up and handle everything. */
  engineer: string;
  /** May read what is open to everybody. */
  ana: string;
  addModel(visibility?: 'INTERNAL' | 'RESTRICTED', team?: string): Promise<string>;
  addVersion(modelId?: string): Promise<KnownVersion>;
  /** Makes a version known to the rest of the graph. */
  know(version: KnownVersion): void;
  addDeployment(version: KnownVersion, environment: string): string;
  /** Says what a version's model does and which columns it lists, to who asks the first time. */
  list(version: KnownVersion, of: Listing): void;
  /** Gives a model a name in the rest of the graph. */
  call(modelId: string, name: string): void;
  /** What the rest of the graph answers to who asks for this id. */
  tell(id: string, answer: object): void;
  /** Asks as somebody. */
  ask<T>(as: string, source: string, variables?: Record<string, unknown>): Promise<T>;
  as(id: string): { subgraph: Subgraph; db: Db; as: ReturnType<typeof actor>; graph: GraphClient };
}

export async function openOffice(): Promise<Office> {
  const database = await testDatabase(monitoringTables);
  const { db } = database;
  const subgraph = await monitoringSubgraph();
  const engineer = await addPerson(db, 'Eva');
  const ana = await addPerson(db, 'Ana');
  await giveRole(db, { to: engineer, role: await addRole(db, 'keeper', ['INGEST', 'MONITOR_EDIT', 'ALERT_HANDLE']) });
  const known = new Map<string, object>();
  const graph: GraphClient = {
    ...noGraph,
    request: async <T>(_: string, variables: Record<string, string | undefined> = {}) => {
      const found = known.get(variables.id ?? variables.name ?? '') ?? several(known, variables);
      return { kind: 'Data', data: { model: null, modelVersion: null, deployment: null, ...found } as T, errors: [] };
    },
  };
  const as: Office['as'] = id => ({ subgraph, db, as: actor(id), graph });
  const addModel: Office['addModel'] = async (visibility = 'INTERNAL', team) => {
    const id = newId('mdl');
    const sql = 'INSERT INTO access.model (id, visibility, team_id) VALUES ($1, $2, $3)';
    await rows(db, sql, [id, visibility, team ?? null]);
    return id;
  };
  const know: Office['know'] = ({ id, modelId }) =>
    void known.set(id, { modelVersion: { id, model: { id: modelId } } });
  return {
    ...{ database, db, subgraph, engineer, ana, addModel, know, as },
    evaluating: evaluatingOn(db, graph),
    addVersion: async modelId => {
      const version = { id: newId('ver'), modelId: modelId ?? (await addModel()) };
      know(version);
      return version;
    },
    addDeployment: (version, environment) => {
      const id = newId('dep');
      const of = { model: { id: version.modelId }, version: { id: version.id }, environment: { name: environment } };
      known.set(id, { deployment: { id, ...of } });
      return id;
    },
    list: ({ id, modelId }, { task, objectives, features, labels }) =>
      void known.set(id, { modelVersion: { id, model: { id: modelId, task, objectives }, features, labels } }),
    call: (modelId, name) => void known.set(name, { model: { id: modelId } }),
    tell: (id, answer) => void known.set(id, answer),
    ask: (id, source, variables) => ask(as(id), source, variables),
  };
}

/** Versions that were asked for together: v0 with the id i0, and so on. */
function several(known: ReadonlyMap<string, object>, variables: Record<string, string | undefined>): object {
  const asked = Object.entries(variables).filter(([name]) => /^i\d+$/.test(name));
  const found = asked.map(([name, id]) => {
    const { modelVersion = null } = (known.get(id ?? '') ?? {}) as { modelVersion?: object | null };
    return [`v${name.slice(1)}`, modelVersion];
  });
  return Object.fromEntries(found);
}
