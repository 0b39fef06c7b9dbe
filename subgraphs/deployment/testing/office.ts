import type { Db } from '@handoff/kit/database/database';
import { rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { addModel, type ToldRegistry, type ToldVersion, toldRegistry } from './registry.ts';

/** People around one model, who may do what a promotion needs, each in one role. */
export interface Office {
  db: Db;
  registry: ToldRegistry;
  modelId: string;
  first: ToldVersion;
  second: ToldVersion;
  /** Asks, deploys: an ml-engineer. */
  asker: string;
  trainer: string;
  scientist: string;
  ops: string;
  risk: string;
  stranger: string;
  ask<T>(as: string, source: string, variables?: Record<string, unknown>): Promise<T>;
  /** Sends one mutation of promotions, with all that the tests look at. */
  change(as: string, mutation: string, input: object): Promise<Changed>;
}

export interface Changed {
  promotion: PromotionView | null;
  problem: {
    __typename: string;
    message: string;
    rule?: string;
    reason?: string;
    state?: string;
    field?: string;
    whoCan?: { name: string }[];
  } | null;
}

export interface PromotionView {
  id: string;
  state: string;
  revision: number;
  evidenceDigest: string;
  checks: { kind: string; passed: boolean; detail: string }[];
  missingApprovals: { role: string; count: number }[];
  approvals: { by: { id: string }; role: string; decision: string; stands: boolean }[];
  moves: string[];
  whoCanApprove: { id: string }[];
}

export const promotionFields = `id kind state reason revision evidenceDigest expiresAt checks { kind passed detail waiverReason waivedBy { id } }
  missingApprovals { role count } approvals { by { id } role decision stands comment via } moves whoCanApprove { id }
  comparison { id } replaces { id } rollbackTarget { id } rollout { strategy step waitingFor executor detail externalUrl steps { percent startedAt } } deployments { id state kind }
  policy { fourEyes approvals { role count } environment { name } } history { move from to by { id } note }`;
const problemFields = `problem { __typename message ... on NotAllowed { rule whoCan { id name } } ... on Conflict { reason }
  ... on WrongState { state allowed } ... on InvalidInput { field } }`;

/** Opens an office over a migrated database. */
export async function openOffice(db: Db, subgraph: Subgraph): Promise<Office> {
  const registry = toldRegistry();
  const people = { asker: '', trainer: '', scientist: '', ops: '', risk: '', stranger: '' };
  const names = Object.keys(people) as (keyof typeof people)[];
  for (const name of names) people[name] = await addPerson(db, `${name}-${Math.random().toString(36).slice(2)}`);
  const { asker, trainer, scientist, ops, risk } = people;
  const told = { name: `model-${Math.random().toString(36).slice(2)}`, createdBy: trainer, trainedBy: trainer };
  const { modelId, versions } = await addModel(db, registry, told);
  const held = {
    asker: 'ml-engineer',
    trainer: 'data-scientist',
    scientist: 'data-scientist',
    ops: 'it-ops',
    risk: 'risk',
  };
  for (const [name, role] of Object.entries(held))
    await giveRole(db, { to: people[name as keyof typeof held], role, model: modelId });
  await giveRole(db, { to: scientist, role: 'owner', model: modelId });
  const [first, second] = versions;
  const as = (id: string) => ({ subgraph, db, as: actor(id), graph: registry });
  return {
    ...{ db, registry, modelId, first, second, asker, trainer, scientist, ops, risk, stranger: people.stranger },
    ask: (id, source, variables) => ask(as(id), source, variables),
    change: async (id, mutation, input) => {
      const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
      const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { promotion { ${promotionFields} } ${problemFields} } }`;
      return (await ask<Record<string, Changed>>(as(id), source, { input }))[mutation] as Changed;
    },
  };
}

/** What production asks for, but for hosting, so that an office need not decide it first. */
export async function easePolicy(db: Db): Promise<void> {
  await rows(
    db,
    `UPDATE deployment.promotion_policy SET checks = array_remove(checks, 'HOSTED') WHERE environment_id LIKE '%production'`,
  );
}

/** What the tests do with promotions of an office. */
export interface Dealings {
  /** Asks for version 1 to production, as the asker unless told otherwise. */
  request(changes?: object, as?: string): Promise<Changed>;
  /** Approves what was seen. */
  decide(as: string, seen: Changed, changes?: object): Promise<Changed>;
  /** Asked for and approved by the two that are needed. */
  approved(version: string, changes?: object): Promise<Changed>;
  start(seen: Changed, as?: string): Promise<Changed>;
  report(seen: Changed, changes?: object): Promise<Changed>;
  /** All the way until it runs. */
  live(version: string): Promise<Changed>;
}

export function dealings(office: Office): Dealings {
  const { change, asker, scientist, ops } = office;
  const told = { model: office.modelId, version: '1', environment: 'production', reason: 'Better by far' };
  const seen = ({ promotion }: Changed) => ({ promotionId: promotion?.id, evidenceDigest: promotion?.evidenceDigest });
  const deal: Dealings = {
    request: (changes = {}, as = asker) => change(as, 'requestPromotion', { ...told, ...changes }),
    decide: (as, promotion, changes = {}) =>
      change(as, 'decidePromotion', { ...seen(promotion), decision: 'APPROVE', ...changes }),
    approved: async (version, changes = {}) => {
      const asked = await deal.request({ version, ...changes });
      await deal.decide(scientist, asked);
      return deal.decide(ops, asked);
    },
    start: (promotion, as = asker) => change(as, 'startRollout', of(promotion)),
    report: (promotion, changes = {}) =>
      change(ops, 'reportRollout', { ...of(promotion), succeeded: true, ...changes }),
    live: async version => {
      const promotion = await deal.approved(version);
      await deal.start(promotion);
      return deal.report(promotion);
    },
  };
  return deal;
}

/** Names a promotion in an input. */
export function of({ promotion }: Changed): { promotionId: string | undefined } {
  return { promotionId: promotion?.id };
}
