import type { AlertOperations, AlertView } from '../answers/alert.ts';
import type { Problem } from '../answers/shared.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { type GraphState, named, notifyOf } from './graph-state.ts';

const at = '2026-11-21T05:00:00.000Z';

/** An alert of churn that fires for Ben; it is told to him and to #ml. */
export function fire(state: GraphState, changes: Partial<AlertView> = {}): AlertView {
  const alert: AlertView = {
    id: `alr_${state.alerts.size + 1}`,
    revision: 1,
    state: 'FIRING',
    severity: 'CRITICAL',
    title: 'Drift of tenure',
    detail: '',
    model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' },
    environment: 'production',
    value: 0.27,
    threshold: 0.2,
    firedAt: '2026-11-21T04:15:00.000Z',
    lastSeenAt: '2026-11-21T04:45:00.000Z',
    count: 3,
    acknowledgedBy: null,
    acknowledgedAt: null,
    silencedUntil: null,
    resolvedBy: null,
    resolvedAt: null,
    escalation: 0,
    responsible: named(state, 'per_ben'),
    runbook: 'https://example.com/runbooks/drift?of=tenure&now=1',
    evidence: { sentence: 'Tenure has moved towards shorter contracts since Monday.' },
    useful: 0,
    noise: 0,
    history: [],
    moves: ['ACKNOWLEDGE', 'SILENCE', 'RESOLVE', 'ESCALATE', 'RATE'],
    ...changes,
  };
  state.alerts.set(alert.id, alert);
  tellOfAlert(state, alert.id, 'alert.fired');
  return alert;
}

/** Makes a notification due: Ben and #ml are told. */
export function tellOfAlert(state: GraphState, id: string, kind: string): void {
  notifyOf(state, { kind, about: { alert: { id } }, people: ['per_ben'], channels: ['#ml'] });
}

interface Move {
  name: string;
  by: string | undefined;
  to: Partial<AlertView>;
}

type Answer = { alert: AlertView | null; problem: Problem | null };

/** Makes a move as the real graph would, and makes it known. */
export function moveAlert(state: GraphState, id: string, { name, by, to }: Move): Answer {
  const alert = state.alerts.get(id) ?? null;
  if (state.refuse) return { alert, problem: state.refuse };
  if (!alert) return { alert, problem: { __typename: 'NotFound', message: 'There is no such alert.' } };
  if (!alert.moves.includes(name))
    return { alert, problem: { __typename: 'WrongState', message: 'It does not wait for that any more.' } };
  const history = [...alert.history, { at, by: named(state, by), move: name, note: null }];
  const after = { ...alert, history, ...to, revision: alert.revision + 1 };
  state.alerts.set(id, after);
  tellOfAlert(state, id, 'alert.changed');
  return { alert: after, problem: null };
}

/** An alert as it stands once somebody has taken note of it. */
export function acknowledgement(state: GraphState, by: string | undefined): Partial<AlertView> {
  const moves = ['SILENCE', 'RESOLVE', 'RATE'];
  return { state: 'ACKNOWLEDGED', acknowledgedBy: named(state, by), acknowledgedAt: at, moves };
}

const silenced: Partial<AlertView> = {
  state: 'SILENCED',
  silencedUntil: '2026-11-21T07:00:00.000Z',
  moves: ['UNSILENCE', 'RESOLVE'],
};

/** How the test graph answers what is asked of alerts. */
export const alertResolvers: ResolversOf<AlertOperations> = {
  ReadAlert: ({ alerts }, { id }) => ({ alert: alerts.get(id) ?? null }),
  ReadMyAlerts: (state, _, me) => ({ me: { openAlerts: openAlertsOf(state, me) } }),
  ReadModelAlerts: ({ alerts }, { id }) => {
    const nodes = [...alerts.values()].filter(each => each.model?.id === id && each.state !== 'RESOLVED').slice(0, 10);
    return { model: { alerts: { totalCount: nodes.length, nodes } } };
  },
  Acknowledge: (state, { input }, me) => ({
    acknowledgeAlert: remembered(state, input.idempotencyKey, () =>
      moveAlert(state, input.alertId, { name: 'ACKNOWLEDGE', by: me, to: acknowledgement(state, me) }),
    ),
  }),
  Silence: (state, { input }, me) => ({
    silenceAlert: remembered(state, input.idempotencyKey, () =>
      moveAlert(state, input.alertId, { name: 'SILENCE', by: me, to: silenced }),
    ),
  }),
  Unsilence: (state, { input }, me) => ({
    unsilenceAlert: moveAlert(state, input.alertId, {
      name: 'UNSILENCE',
      by: me,
      to: { state: 'FIRING', silencedUntil: null, moves: ['ACKNOWLEDGE', 'SILENCE', 'RESOLVE'] },
    }),
  }),
  Resolve: (state, { input }, me) => ({
    resolveAlert: moveAlert(state, input.alertId, {
      name: 'RESOLVE',
      by: me,
      to: { state: 'RESOLVED', resolvedBy: named(state, me), resolvedAt: at, moves: ['RATE'] },
    }),
  }),
  Rate: (state, { input }, me) => ({
    rateAlert: moveAlert(state, input.alertId, {
      name: 'RATE',
      by: me,
      to: input.useful ? { useful: 1 } : { noise: 1 },
    }),
  }),
};

/** The open alerts this person has to handle. */
export function openAlertsOf({ alerts }: GraphState, me: string | undefined) {
  const open = ['FIRING', 'ACKNOWLEDGED', 'RECOVERING'];
  const nodes = [...alerts.values()].filter(each => open.includes(each.state) && each.responsible?.id === me);
  return { totalCount: nodes.length, nodes };
}
