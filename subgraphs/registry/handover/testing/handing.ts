import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, type Question } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { registrySubgraph, registryTables } from '../../subgraph.ts';
import { addModel, type GivenModel } from '../../testing/models.ts';
import { reviewSections } from '../section.ts';

export interface Shown {
  id: string;
  state: string;
  digest: string;
  stands: boolean;
  revision: number;
  moves: string[];
  sections: { section: string; verdict: string; by: { name: string } | null; comments: object[] }[];
  [field: string]: unknown;
}

export interface Answer {
  handover: Shown | null;
  problem: Record<string, unknown> | null;
}

export const shown = `id state digest stands note closingNote offeredAt dueAt answeredAt revision moves anyone: moves(anyone: true)
  version { id version } from { name } to { name } answeredBy { name }
  sections { section verdict at by { name } comments { text at by { name } } }`;

const problem = `problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on WrongState { state allowed }
  ... on Conflict { reason } ... on InvalidInput { field } }`;

export type Change = 'offerHandover' | 'reviewHandover' | 'answerHandover' | 'withdrawHandover';

/** A registry where Dan makes models, Bo and Cy are the team "ml", and Eve has no role. */
export class Handing {
  readonly database: TestDatabase;
  readonly subgraph: Subgraph;
  people: Record<'admin' | 'dan' | 'bo' | 'cy' | 'eve', string> = { admin: '', dan: '', bo: '', cy: '', eve: '' };
  team = '';

  private constructor(database: TestDatabase, subgraph: Subgraph) {
    this.database = database;
    this.subgraph = subgraph;
  }

  static async open(): Promise<Handing> {
    const handing = new Handing(await testDatabase(registryTables), await registrySubgraph());
    const { db } = handing.database;
    for (const who of ['admin', 'dan', 'bo', 'cy', 'eve'] as const) {
      handing.people[who] = await addPerson(db, `${who[0]?.toUpperCase()}${who.slice(1)}`);
    }
    await giveRole(db, { to: handing.people.admin, role: 'admin' });
    handing.team = await addTeam(db, 'ml', [handing.people.bo, handing.people.cy]);
    return handing;
  }

  as(id: string): Question {
    return { subgraph: this.subgraph, db: this.database.db, as: actor(id) };
  }

  async run(change: Change, by: string, input: object): Promise<Answer> {
    const type = `${change[0]?.toUpperCase()}${change.slice(1)}Input`;
    const source = `mutation ($input: ${type}!) { answer: ${change}(input: $input) { handover { ${shown} } ${problem} } }`;
    return (await ask<{ answer: Answer }>(this.as(by), source, { input })).answer;
  }

  /** A new model with one version, which has a document and an assumption; Dan is its data scientist. */
  async model(given: GivenModel): Promise<string> {
    const id = await addModel(this.database.db, given);
    await giveRole(this.database.db, { to: this.people.dan, role: 'data-scientist', model: id });
    const content = {
      features: [{ name: 'age', dtype: 'long' }],
      labels: [{ name: 'churned', dtype: 'boolean' }],
      assumptions: ['Customers are adults.'],
      documents: [{ title: 'Card', kind: 'card', body: '# Churn' }],
    };
    const source =
      'mutation ($input: RegisterVersionInput!) { registerVersion(input: $input) { version { id } problem { message } } }';
    await ask(this.as(this.people.admin), source, { input: { model: id, content } });
    return id;
  }

  /** A new model's version, offered by Dan. */
  async offered(name: string, toId = this.people.bo): Promise<Shown> {
    const model = await this.model({ name });
    const { handover, problem } = await this.run('offerHandover', this.people.dan, { model, version: '1', toId });
    if (!handover) throw new Error(`${name} was not offered: ${JSON.stringify(problem)}`);
    return handover;
  }

  /** Accepts every section. */
  async review(handoverId: string, by = this.people.bo): Promise<Shown> {
    const answers: Answer[] = [];
    for (const section of reviewSections) {
      answers.push(await this.run('reviewHandover', by, { handoverId, section, verdict: 'ACCEPTED' }));
    }
    const handover = answers.at(-1)?.handover;
    if (!handover) throw new Error(`not reviewed: ${JSON.stringify(answers)}`);
    return handover;
  }

  async read(by: string, id: string): Promise<Shown | null> {
    const source = `query ($id: ID!) { handover(id: $id) { ${shown} } }`;
    return (await ask<{ handover: Shown | null }>(this.as(by), source, { id })).handover;
  }

  /** Changes what a version's documents or assumptions say, behind everybody's back. */
  async alter(what: 'document' | 'assumption', { version }: Shown): Promise<void> {
    const set =
      what === 'document' ? "body = body || '!'" : "status = 'BROKEN', checked_by_id = 'x', checked_at = now()";
    const { id } = version as { id: string };
    await rows(this.database.db, `UPDATE registry.${what} SET ${set} WHERE version_id = $1`, [id]);
  }

  async actions(subjectId: string): Promise<string[]> {
    const sql = 'SELECT action FROM event.entry WHERE subject_id = $1 ORDER BY at, id';
    return (await rows<{ action: string }>(this.database.db, sql, [subjectId])).map(({ action }) => action);
  }
}
