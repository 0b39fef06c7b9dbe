import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyActingFor } from '@handoff/kit/acting-for';
import type { Operations } from '../answers/operations.ts';
import { adviceResolvers } from './graph-advice.ts';
import { alertResolvers, openAlertsOf } from './graph-alerts.ts';
import { experimentResolvers } from './graph-experiments.ts';
import { groupResolvers } from './graph-groups.ts';
import { handoverResolvers, handoversAround } from './graph-handovers.ts';
import { lookupResolvers } from './graph-lookups.ts';
import { decisionsOf, promotionResolvers, requestsOf } from './graph-promotions.ts';
import { reportResolvers } from './graph-reports.ts';
import { type Resolvers, remembered } from './graph-resolvers.ts';
import { freshState, type GraphState, named, propose, respondTo } from './graph-state.ts';
import { tellingResolvers } from './graph-telling.ts';

/** A small graph on loopback that answers the bot's operations from memory. */
export interface TestGraph {
  url: string;
  token: string;
  state: GraphState;
  stop(): Promise<void>;
}

const token = 'hof_the-bots-own-token';

/** Starts one on a free port. */
export async function startTestGraph(): Promise<TestGraph> {
  const state = freshState();
  const server = createServer((request, response) => {
    void answer(state, request).then(({ status, body }) => {
      if (response.destroyed) return giveBack(state, body);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, token, state, stop };
}

/** What was claimed by somebody who is gone is due again, as when a lease ends. */
function giveBack(state: GraphState, body: unknown): void {
  const { data } = body as { data?: Partial<Operations['Claim']['data']> };
  state.due.push(...(data?.claimNotifications?.notifications ?? []));
}

async function answer(state: GraphState, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const text = await read(request);
  if (state.down) return refused(503, 'UNAVAILABLE', 'The graph is down.');
  if (request.headers.authorization !== `Bearer ${token}`) return refused(401, 'UNAUTHENTICATED', 'Unknown token.');
  const stamp = request.headers['handoff-acting-for'];
  const nowSeconds = Date.now() / 1000;
  const speaker = typeof stamp === 'string' ? verifyActingFor(stamp, { token, body: text, nowSeconds }) : null;
  const person = state.people.find(each => each.slackUserId !== null && each.slackUserId === speaker?.slackUserId);
  if (stamp !== undefined && !person) return refused(401, 'UNAUTHENTICATED', 'Nobody is linked to this Slack user.');
  const { query, variables } = JSON.parse(text) as { query: string; variables: never };
  const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
  state.seen.push({ operation, variables, actingFor: person?.id ?? null });
  const resolve = resolvers[operation as keyof Operations] as (
    state: GraphState,
    variables: never,
    me?: string,
  ) => unknown;
  return { status: 200, body: { data: await resolve(state, variables, person?.id) } };
}

function refused(status: number, code: string, message: string) {
  return { status, body: { errors: [{ message, extensions: { code } }] } };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const resolvers: Resolvers = {
  ...tellingResolvers,
  ...promotionResolvers,
  ...alertResolvers,
  ...handoverResolvers,
  ...adviceResolvers,
  ...experimentResolvers,
  ...groupResolvers,
  ...reportResolvers,
  ...lookupResolvers,
  FindModels: ({ models }, { search = '', first }) => {
    const found = models.filter(each =>
      search.startsWith('name IN (')
        ? search.includes(`'${each.name}'`)
        : `${each.name} ${each.title}`.toLowerCase().includes(search.toLowerCase()),
    );
    return { models: { totalCount: found.length, nodes: found.slice(0, first) } };
  },
  ReadModel: ({ models }, { id, name }) => ({
    model: models.find(each => each.id === id || each.name === name) ?? null,
  }),
  ReadRoles: () => ({
    roles: [
      { key: 'owner', title: 'Owner' },
      { key: 'ml-engineer', title: 'ML engineer' },
    ],
  }),
  ReadMine: (state, _, me) => {
    const { people, assignments, models } = state;
    const nodes = [...assignments.values()].filter(each => each.assignee.id === me && each.state === 'PROPOSED');
    const person = people.find(each => each.id === me);
    const mine = { totalCount: nodes.length, nodes };
    const asked = [...assignments.values()].filter(each => each.proposedBy.id === me && each.state === 'PROPOSED');
    const proposals = { totalCount: asked.length, nodes: asked };
    return {
      me: person
        ? {
            ...named(state, me),
            assignments: mine,
            proposals,
            decisions: decisionsOf(state, me),
            openAlerts: openAlertsOf(state, me),
            ...handoversAround(state, me),
            ...requestsOf(state, me),
            openAdvice: [...state.advice.values()].filter(({ moves }) => moves.includes('DECIDE')),
          }
        : null,
      models: { totalCount: 1, nodes: models.slice(0, 1) },
    };
  },
  ReadHead: ({ head }) => ({ auditHead: head }),
  ReadGap: ({ gaps }, { id }) => ({ assignedGap: gaps.get(id) ?? null }),
  ReadAssignment: ({ assignments }, { id }) => ({ assignment: assignments.get(id) ?? null }),
  Propose: (state, { input }) => ({
    proposeAssignment: remembered(state, input.idempotencyKey, () => ({
      assignment: propose(state, input),
      problem: null,
    })),
  }),
  Respond: (state, { input }) => ({
    respondToAssignment: remembered(state, input.idempotencyKey, () => respondTo(state, input)),
  }),
  LinkPerson: ({ people }, { input }) => {
    const person = people.find(each => each.email === input.email);
    if (!person) return { linkSlackUser: { person: null, problem: { __typename: 'NotFound', message: 'Nobody.' } } };
    person.slackUserId = input.slackUserId;
    return { linkSlackUser: { person, problem: null } };
  },
  Claim: async (state, { input }) => {
    const until = Date.now() + input.waitSeconds * 1000;
    while (state.due.length === 0 && Date.now() < until) await sleep(10);
    return { claimNotifications: { notifications: state.due.splice(0, input.max), problem: null } };
  },
  Report: (state, { input }) => {
    state.reports.push(input);
    return { reportDelivery: { problem: null } };
  },
  Settle: (state, { input }) => {
    state.settled.push(...input.outcomes);
    return { settleNotifications: { results: input.outcomes.map(({ id }) => ({ id, problem: null })), problem: null } };
  },
};
