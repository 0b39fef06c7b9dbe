import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import type { ExecutorKind } from '../../environment/target.ts';
import { deploymentSubgraph, deploymentTables } from '../../subgraph.ts';
import {
  type Changed,
  type Dealings,
  dealings,
  easePolicy,
  type Office,
  of,
  openOffice,
} from '../../testing/office.ts';
import { carryOutNext, type Working } from '../work.ts';
import { addTarget, begun, dueNow, works } from './works.ts';

/** Where tests of an executor play: an office, a server on the far side, and what carries orders out. */
export interface Stage {
  database: TestDatabase;
  server: TestServer;
  /** A new office with a target of its own. */
  open(executor: ExecutorKind, config: object, folders?: readonly string[]): Promise<Scene>;
  close(): Promise<void>;
}

export interface Scene {
  office: Office;
  deal: Dealings;
  working: Working;
  targetId: string;
  /** Begins the rollout of a version. */
  begin(version: string, changes?: object): Promise<Changed>;
  /** One attempt, as if every pause were over. */
  next(): Promise<boolean>;
  /** The promotion as people see it. */
  shown(promotion: Changed): Promise<object>;
  advance(promotion: Changed, fromStep: number): Promise<Changed>;
  back(promotion: Changed): Promise<Changed>;
}

export async function openStage(): Promise<Stage> {
  const database = await testDatabase(deploymentTables);
  const subgraph = await deploymentSubgraph();
  const server = await testServer();
  await easePolicy(database.db);
  return {
    ...{ database, server },
    open: (executor, config, folders = []) => scene({ database, subgraph, folders }, executor, config),
    close: async () => {
      await server.stop();
      await database.drop();
    },
  };
}

async function scene(
  { database: { db }, subgraph, folders }: { database: TestDatabase; subgraph: Subgraph; folders: readonly string[] },
  executor: ExecutorKind,
  config: object,
): Promise<Scene> {
  // What an earlier test has left undone is not carried out in this one.
  await rows(db, 'DELETE FROM deployment.rollout_order');
  const office = await openOffice(db, subgraph);
  const deal = dealings(office);
  const working = works(office, undefined, folders);
  const targetId = await addTarget(db, { executor, config });
  const source = `query ($id: ID!) { promotion(id: $id) { state moves
    rollout { step waitingFor detail externalUrl } deployments { state kind trafficPercent } } }`;
  return {
    ...{ office, deal, working, targetId },
    begin: (version, changes = {}) => begun(deal, version, { targetId, ...changes }),
    next: async () => {
      await dueNow(db);
      return carryOutNext(working);
    },
    shown: async ({ promotion }) =>
      (await office.ask<{ promotion: object }>(office.ops, source, { id: promotion?.id })).promotion,
    advance: (promotion, fromStep) => office.change(office.ops, 'advanceRollout', { ...of(promotion), fromStep }),
    back: promotion => office.change(office.ops, 'rollBack', { ...of(promotion), reason: 'No good' }),
  };
}
