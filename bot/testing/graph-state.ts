import type { AdviceView } from '../answers/advice.ts';
import type { AlertView } from '../answers/alert.ts';
import type { AssignmentView } from '../answers/assignment.ts';
import type { HeadView } from '../answers/audit.ts';
import type { DeliveryReport, NotificationView } from '../answers/delivery.ts';
import type { ExperimentView } from '../answers/experiment.ts';
import type { GapView } from '../answers/gap.ts';
import type { HandoverView } from '../answers/handover.ts';
import type { ModelDetail } from '../answers/model.ts';
import type { PromotionView } from '../answers/promotion.ts';
import type { Named, Problem } from '../answers/shared.ts';
import type { FollowedGroup } from '../answers/slack-group.ts';
import { freshTelling, type TellingState } from './telling-state.ts';

/** A person the test graph knows. */
export interface KnownPerson {
  id: string;
  name: string;
  email: string;
  slackUserId: string | null;
}

/** What the test graph remembers. */
export interface GraphState {
  people: KnownPerson[];
  models: ModelDetail[];
  assignments: Map<string, AssignmentView>;
  promotions: Map<string, PromotionView>;
  alerts: Map<string, AlertView>;
  handovers: Map<string, HandoverView>;
  head: HeadView | null;
  gaps: Map<string, GapView>;
  telling: TellingState;
  advice: Map<string, AdviceView>;
  experiments: Map<string, ExperimentView>;
  groups: Map<string, FollowedGroup>;
  due: NotificationView[];
  /** What the bot said of its outbox. */
  reports: DeliveryReport[];
  settled: { id: string; delivered: boolean; reason?: string }[];
  /** Answers that were given under an idempotency key. */
  answered: Map<string, unknown>;
  /** Every operation that came, with its variables, and for whom. */
  seen: { operation: string; variables: unknown; actingFor: string | null }[];
  /** What every change is refused with, when a test says so. */
  refuse: Problem | null;
  /** Whether the models are for those alone who hold a role. */
  restricted: boolean;
  /** Whether it answers 503 to everything. */
  down: boolean;
  /** How long it takes to read what a promotion's form shows, in milliseconds. */
  slowMs: number;
}

/** People, one owned and one unowned model, and nothing that waits. */
export function freshState(): GraphState {
  return {
    people: [
      { id: 'per_ana', name: 'Ana Costa', email: 'ana@example.com', slackUserId: null },
      { id: 'per_ben', name: 'Ben Okafor', email: 'ben@example.com', slackUserId: null },
    ],
    models: [model('churn', 'Churn prediction'), model('churn-b2b', 'Churn of <companies>')],
    assignments: new Map(),
    promotions: new Map(),
    alerts: new Map(),
    handovers: new Map(),
    head: null,
    gaps: new Map(),
    telling: freshTelling(),
    advice: new Map(),
    experiments: new Map(),
    groups: new Map(),
    due: [],
    settled: [],
    reports: [],
    answered: new Map(),
    seen: [],
    refuse: null,
    restricted: false,
    down: false,
    slowMs: 0,
  };
}

function model(name: string, title: string): ModelDetail {
  return {
    id: `mdl_${name}`,
    name,
    title,
    riskTier: 'HIGH',
    task: 'BINARY_CLASSIFICATION',
    tags: ['marketing'],
    team: { title: 'Customer analytics' },
    owner: null,
    latestVersion: { version: '3' },
    purpose: 'Says who is about to leave.',
    description: null,
    accepted: [],
    proposed: [],
  };
}

/** A person of the test graph by name and id. */
export function named(state: GraphState, id: string | undefined): Named {
  const { name } = state.people.find(each => each.id === id) ?? { name: 'Somebody' };
  return { id: id ?? '', name };
}

/** An assignment somebody has proposed, with a notification that is due. */
export function propose(
  state: GraphState,
  input: { model: string; roleKey: string; assigneeId: string },
): AssignmentView {
  const { model: modelId, roleKey, assigneeId } = input;
  const found = state.models.find(each => each.id === modelId) ?? model('gone', 'Gone');
  const [proposer] = state.people;
  const assignment: AssignmentView = {
    id: `asg_${state.assignments.size + 1}`,
    revision: 1,
    state: 'PROPOSED',
    role: { key: roleKey, title: 'Owner' },
    assignee: named(state, assigneeId),
    scope: 'MODEL',
    model: { id: found.id, name: found.name, title: found.title },
    team: null,
    scopeOfWork: null,
    proposedBy: named(state, proposer?.id),
    proposedAt: '2026-11-21T04:15:00.000Z',
    dueAt: null,
    respondedAt: null,
    declineReason: null,
    suggested: null,
    moves: ['ACCEPT', 'DECLINE', 'SUGGEST'],
  };
  state.assignments.set(assignment.id, assignment);
  notify(state, assignment.id, 'assignment.proposed');
  return assignment;
}

/** Makes a notification due: the assignee is told. */
export function notify(state: GraphState, assignmentId: string, kind: string): void {
  const about = { assignment: { id: assignmentId } };
  const assignee = state.assignments.get(assignmentId)?.assignee.id ?? '';
  notifyOf(state, { kind, about, people: [assignee], channels: [] });
}

/** Something that must be told. */
export interface News {
  kind: string;
  about: Partial<Omit<NotificationView, 'id' | 'kind' | 'attempt' | 'traceparent' | 'recipients'>>;
  /** Ids of people. */
  people: string[];
  channels: string[];
  /** Until when telling people waits; left out: they are told now. */
  notBefore?: string | null;
}

/** Makes a notification due, to people and to channels. */
export function notifyOf(state: GraphState, { kind, about, people, channels, notBefore = null }: News): void {
  const known = people.map(id => state.people.find(each => each.id === id));
  state.due.push({
    id: `ntf_${state.due.length + state.settled.length + 1}`,
    kind,
    attempt: 1,
    traceparent: null,
    model: null,
    assignment: null,
    promotion: null,
    alert: null,
    handover: null,
    gap: null,
    advice: null,
    experiment: null,
    ...about,
    recipients: [
      ...known.map(person => ({
        channel: null,
        because: 'ASKED_TO_ANSWER',
        explanation: 'They are asked.',
        notBefore,
        to: {
          __typename: 'Person',
          id: person?.id ?? '',
          slackUserId: person?.slackUserId ?? null,
          email: person?.email ?? '',
        },
      })),
      ...channels.map(channel => ({
        channel,
        because: 'TEAM',
        explanation: 'It is theirs.',
        to: null,
        notBefore: null,
      })),
    ],
  });
}

/** Answers an assignment as the real graph would: one revision further, or a problem with the thing as it stands. */
export function respondTo(
  state: GraphState,
  input: { assignmentId: string; accept: boolean; reason?: string; revision: number },
): { assignment: AssignmentView | null; problem: Problem | null } {
  const assignment = state.assignments.get(input.assignmentId) ?? null;
  if (state.refuse) return { assignment: null, problem: state.refuse };
  if (!assignment) return { assignment, problem: { __typename: 'NotFound', message: 'There is no such assignment.' } };
  if (assignment.revision !== input.revision)
    return { assignment, problem: { __typename: 'Conflict', message: 'It changed.', reason: 'STALE_REVISION' } };
  change(state, assignment.id, {
    state: input.accept ? 'ACCEPTED' : 'DECLINED',
    respondedAt: '2026-11-21T05:00:00.000Z',
    declineReason: input.reason ?? null,
    moves: input.accept ? ['DELEGATE', 'END'] : [],
  });
  notify(state, assignment.id, input.accept ? 'assignment.accepted' : 'assignment.declined');
  return { assignment: state.assignments.get(assignment.id) ?? null, problem: null };
}

/** Changes an assignment; its revision grows. */
export function change(state: GraphState, id: string, changes: Partial<AssignmentView>): void {
  const before = state.assignments.get(id);
  if (before) state.assignments.set(id, { ...before, ...changes, revision: before.revision + 1 });
}
