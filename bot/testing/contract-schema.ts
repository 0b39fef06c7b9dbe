import { readdirSync, readFileSync } from 'node:fs';
import {
  buildASTSchema,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  Kind,
  parse,
} from 'graphql';

const folder = new URL('../../test/contract/', import.meta.url);

/** What the bot asks for that the graph has beside its contract; test/contract/added.txt names it. */
const beside = `extend type Handover { closingNote: String }
  extend type EvaluationChange { leftText: String rightText: String }
  extend type Notification { gap: AssignedGap traceparent: String }
  extend type Person {
    requests(first: Int = 25, after: String): PromotionConnection
    offers(state: [HandoverState!]): [Handover!]!
    proposals(state: AssignmentState, first: Int = 25, after: String): AssignmentConnection
  }
  extend type ReportGap { point: String! assigned: AssignedGap }
  extend type Experiment { possibleVerdicts: [Verdict!]! moves(anyone: Boolean): [String!]! }
  extend type Query { assignedGap(id: ID!): AssignedGap slackGroups: [SlackGroup!] }
  extend type Mutation {
    reportDelivery(input: ReportDeliveryInput!): ReportDeliveryPayload
    assignGap(input: AssignGapInput!): AssignGapPayload
    followSlackGroup(input: FollowSlackGroupInput!): SlackGroupPayload
    keepSlackGroup(input: KeepSlackGroupInput!): SlackGroupPayload
    endSlackGroup(input: EndSlackGroupInput!): SlackGroupPayload
  }
  type SlackGroup {
    groupId: ID! handle: String! followedAt: DateTime! enabled: Boolean! unknown: Int team: Team followedBy: Principal
  }
  input AssignGapInput {
    model: String! point: String! toId: ID! note: String dueAt: DateTime idempotencyKey: String
  }
  type AssignGapPayload { gap: AssignedGap problem: Problem }
  type SlackGroupPayload { team: Team problem: Problem }
  input FollowSlackGroupInput { groupId: ID! handle: String! title: String! team: ID idempotencyKey: String }
  input KeepSlackGroupInput {
    groupId: ID! handle: String! enabled: Boolean! members: [SlackGroupMemberInput!]! strangers: Int = 0
  }
  input SlackGroupMemberInput { slackUserId: ID! email: String! }
  input EndSlackGroupInput { groupId: ID! idempotencyKey: String }
  input ReportDeliveryInput {
    consumer: String! waiting: Int! oldestWaitingAt: DateTime givenUp: Int! rateLimited: Int = 0
  }
  type ReportDeliveryPayload { health: DeliveryHealth problem: Problem }
  type AssignedGap {
    id: ID! point: String! missing: String mend: String note: String at: DateTime! dueAt: DateTime
    model: Model to: Principal by: Principal
  }`;

/** The contract of the graph as one schema: definitions and extensions of one type add up, as they do when composed. */
export function contractSchema(): GraphQLSchema {
  const files = readdirSync(folder).filter(name => name.endsWith('.graphql'));
  const texts = [...files.map(name => readFileSync(new URL(name, folder), 'utf8')), beside];
  const all = texts.flatMap(text => parse(text).definitions);
  const types = new Map<string, DefinitionNode>();
  for (const definition of all) {
    const name = 'name' in definition ? (definition.name?.value ?? '') : '';
    types.set(name, merged(types.get(name), definition));
  }
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions: [...types.values()] }, { assumeValidSDL: true });
}

function merged(known: DefinitionNode | undefined, more: DefinitionNode): DefinitionNode {
  if (more.kind !== Kind.OBJECT_TYPE_DEFINITION && more.kind !== Kind.OBJECT_TYPE_EXTENSION) return known ?? more;
  const before = known?.kind === Kind.OBJECT_TYPE_DEFINITION ? known : undefined;
  const fields = new Map<string, FieldDefinitionNode>();
  for (const field of [...(more.fields ?? []), ...(before?.fields ?? [])]) fields.set(field.name.value, field);
  return {
    ...more,
    kind: Kind.OBJECT_TYPE_DEFINITION,
    interfaces: [...(before?.interfaces ?? []), ...(more.interfaces ?? [])],
    fields: [...fields.values()],
  };
}
