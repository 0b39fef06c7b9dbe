import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, type Question } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { registrySubgraph, registryTables } from '../../subgraph.ts';

export interface Thing {
  id: string;
  name: string;
  revision: number;
  [field: string]: unknown;
}

export interface Changed {
  model: Thing | null;
  problem: Record<string, unknown> | null;
}

const problem =
  'problem { __typename message ... on Conflict { reason } ... on InvalidInput { field } ... on NotAllowed { rule } }';
const told = { task: 'BINARY_CLASSIFICATION', riskTier: 'HIGH' };

/** A registry on a database of its own, with somebody who may do everything. */
export class Catalogue {
  readonly database: TestDatabase;
  readonly subgraph: Subgraph;
  readonly admin: string;

  private constructor(database: TestDatabase, subgraph: Subgraph, admin: string) {
    this.database = database;
    this.subgraph = subgraph;
    this.admin = admin;
  }

  static async open(): Promise<Catalogue> {
    const database = await testDatabase(registryTables);
    const admin = await addPerson(database.db, 'Admin');
    await giveRole(database.db, { to: admin, role: 'admin' });
    return new Catalogue(database, await registrySubgraph(), admin);
  }

  as(id: string): Question {
    return { subgraph: this.subgraph, db: this.database.db, as: actor(id) };
  }

  /** Runs a mutation whose payload names a model. */
  async run(name: string, by: string, input: object): Promise<Changed> {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
    const source = `mutation ($input: ${type}!) { ${name}(input: $input) { model {
      id name title revision description tags visibility archivedAt team { name } objectives { metric target }
      aliases { name version { version } setBy { name } } viewerCan } ${problem} } }`;
    const answer = await ask<Record<string, Changed>>(this.as(by), source, { input });
    return answer[name] ?? { model: null, problem: null };
  }

  async register(name: string, more: object = {}): Promise<Thing> {
    const { model } = await this.run('registerModel', this.admin, { name, ...told, ...more });
    if (!model) throw new Error(`${name} was not registered`);
    return model;
  }

  async version(model: string, content: object = {}): Promise<void> {
    const source = `mutation ($input: RegisterVersionInput!) { registerVersion(input: $input) { version { id } ${problem} } }`;
    const answer = await ask<Record<string, Changed>>(this.as(this.admin), source, { input: { model, content } });
    if (answer.registerVersion?.problem) throw new Error(`no version of ${model} was registered`);
  }
}
