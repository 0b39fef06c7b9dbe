import { isProblem } from '@handoff/kit/problem';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, type AlertMove, type AlertState, alertStates, eventOf, moved, movesFrom } from './alert.ts';
import { evidenceSentence } from './evidence.ts';
import { healthSummary } from './health.ts';
import { movesOf } from './policy.ts';

const now = new Date('2026-11-21T09:00:00Z');
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

function alertIn(state: AlertState, changes: Partial<Alert> = {}): Alert {
  const times = { stateSince: now, firedAt: now, lastSeenAt: now };
  const people = {
    acknowledgedById: state === 'ACKNOWLEDGED' ? 'per_ben' : null,
    acknowledgedAt: state === 'ACKNOWLEDGED' ? now : null,
    silencedUntil: state === 'SILENCED' ? later(60) : null,
    resolvedAt: state === 'RESOLVED' ? now : null,
  };
  return {
    id: 'alr_1',
    title: 'Low',
    state,
    escalation: 0,
    revision: 1,
    count: 1,
    ...times,
    ...people,
    ...changes,
  } as Alert;
}

function after(state: AlertState, move: AlertMove, changes: Partial<Alert> = {}): string {
  const next = moved(alertIn(state, changes), move, { now: later(1), who: 'Ben' });
  return isProblem(next) ? next.kind : next.state;
}

describe('a move', () => {
  const staying = { FIRING: 'FIRING', ACKNOWLEDGED: 'ACKNOWLEDGED', SILENCED: 'SILENCED', RECOVERING: 'RECOVERING' };
  const table: Record<AlertMove, Partial<Record<AlertState, string>>> = {
    FIRE: { PENDING: 'FIRING' },
    CALM: { PENDING: 'RESOLVED' },
    RECOVER: { FIRING: 'RECOVERING', ACKNOWLEDGED: 'RECOVERING', SILENCED: 'RECOVERING' },
    RELAPSE: { RECOVERING: 'FIRING' },
    EXPLAIN: staying,
    OUTLAST: staying,
    ACKNOWLEDGE: { FIRING: 'ACKNOWLEDGED' },
    SILENCE: { FIRING: 'SILENCED', ACKNOWLEDGED: 'SILENCED', SILENCED: 'SILENCED' },
    UNSILENCE: { SILENCED: 'FIRING' },
    RESOLVE: Object.fromEntries(alertStates.filter(state => state !== 'RESOLVED').map(state => [state, 'RESOLVED'])),
    SILENCE_OVER: { RESOLVED: 'RESOLVED' },
    ESCALATE: { FIRING: 'FIRING', ACKNOWLEDGED: 'FIRING' },
    RATE: Object.fromEntries(alertStates.filter(state => state !== 'PENDING').map(state => [state, state])),
  };
  const cases = Object.entries(table).flatMap(([move, to]) =>
    alertStates.map(state => [move as AlertMove, state, to[state] ?? 'WrongState'] as const),
  );
  it.each(cases)('%s from %s leads to %s', (move, state, expected) => {
    expect(after(state, move)).toBe(expected);
  });

  it.each([
    ['to its silence', { silencedUntil: later(5) }, 'SILENCED'],
    ['to a silence whose end is still to be told', { silencedUntil: later(1) }, 'SILENCED'],
    ['to who saw to it', { acknowledgedAt: now, acknowledgedById: 'per_ben' }, 'ACKNOWLEDGED'],
  ])('leads a relapse back %s', (_, changes, expected) => {
    expect(after('RECOVERING', 'RELAPSE', changes)).toBe(expected);
  });

  it('that asks others anew forgets who saw to it', () => {
    expect(moved(alertIn('ACKNOWLEDGED'), 'ESCALATE', { now })).toMatchObject({
      escalation: 1,
      acknowledgedById: null,
      acknowledgedAt: null,
    });
    expect(moved(alertIn('SILENCED', { acknowledgedById: 'per_ben' }), 'UNSILENCE', { now })).toMatchObject({
      silencedUntil: null,
      acknowledgedById: null,
    });
  });

  it.each([
    ['ACKNOWLEDGED', 'ACKNOWLEDGE', {}, 'Ben acknowledged it at 2026-11-21 09:00 UTC.'],
    ['RESOLVED', 'SILENCE', {}, 'Ben resolved it at 2026-11-21 09:00 UTC.'],
    ['SILENCED', 'ACKNOWLEDGE', {}, 'It is silenced until 2026-11-21 10:00 UTC.'],
    ['FIRING', 'ESCALATE', { escalation: 2 }, 'escalated as far as it can be'],
  ] as const)('that is not possible from %s by %s says why', (...[state, move, changes, message]) => {
    const problem = moved(alertIn(state, changes), move, { now, who: 'Ben' });
    expect(problem).toMatchObject({ kind: 'WrongState', state, message: expect.stringContaining(message) });
  });
});

it('whatever happens, a resolved alert stays so, times fit the state, and the revision grows', () => {
  const moves = fc.array(
    fc.constantFrom<AlertMove>(
      'FIRE',
      'RECOVER',
      'RELAPSE',
      'ACKNOWLEDGE',
      'SILENCE',
      'UNSILENCE',
      'ESCALATE',
      'RATE',
      'RESOLVE',
    ),
    { maxLength: 15 },
  );
  fc.assert(
    fc.property(moves, made => {
      let alert = alertIn('PENDING');
      for (const [i, move] of made.entries()) {
        const next = moved(alert, move, { now: later(i) });
        if (isProblem(next)) continue;
        expect(next.revision).toBe(alert.revision + 1);
        expect(next.resolvedAt !== null).toBe(next.state === 'RESOLVED');
        expect(alert.state === 'RESOLVED' && next.state !== 'RESOLVED').toBe(false);
        expect(next.escalation).toBeLessThanOrEqual(2);
        alert = next;
      }
    }),
  );
});

it('offers what the state allows, to who may and for anyone', () => {
  expect(movesFrom(alertIn('FIRING'))).toEqual(['ACKNOWLEDGE', 'SILENCE', 'RESOLVE', 'ESCALATE', 'RATE']);
  expect(movesFrom(alertIn('FIRING', { escalation: 2 }))).not.toContain('ESCALATE');
  expect(movesOf(alertIn('RESOLVED'), 'anyone')).toEqual(['RATE']);
  expect(movesOf(alertIn('FIRING'), new Set(['READ']))).toEqual([]);
  expect(movesOf(alertIn('SILENCED'), new Set(['ALERT_HANDLE']))).toEqual(['SILENCE', 'UNSILENCE', 'RESOLVE', 'RATE']);
});

it('tells people of what they must see to, and of nothing that passes by', () => {
  const quiet = (['CALM', 'RECOVER', 'RELAPSE', 'RATE'] as const).map(eventOf);
  const told = (['FIRE', 'ACKNOWLEDGE', 'SILENCE', 'UNSILENCE', 'RESOLVE', 'ESCALATE'] as const).map(eventOf);
  expect(quiet.map(({ notify }) => notify)).toEqual(Array(4).fill(false));
  expect(told.map(({ notify }) => notify)).toEqual(Array(6).fill(true));
});

it.each([
  [
    { status: 'FAILING', since: now, openAlerts: 2, lastObservedAt: null },
    '2 alerts are open, the worst since 2026-11-21 09:00 UTC; at least one is critical.',
  ],
  [
    { status: 'DEGRADED', since: now, openAlerts: 1, lastObservedAt: now },
    '1 alert is open, the worst since 2026-11-21 09:00 UTC; none is critical.',
  ],
  [
    { status: 'UNKNOWN', since: null, openAlerts: 0, lastObservedAt: null },
    'No alert is open; nothing was observed yet.',
  ],
  [
    { status: 'UNKNOWN', since: null, openAlerts: 0, lastObservedAt: now },
    'No alert is open; nothing was observed since 2026-11-21 09:00 UTC.',
  ],
  [
    { status: 'HEALTHY', since: null, openAlerts: 1, lastObservedAt: now },
    '1 alert is open, for information only; last observed 2026-11-21 09:00 UTC.',
  ],
] as const)('says of health %j: %s', (health, summary) => {
  expect(healthSummary(health)).toBe(summary);
});

it('says in a sentence what speaks for it', () => {
  const detail = 'accuracy was 0.71; it must be at least 0.9.';
  expect(evidenceSentence(alertIn('FIRING', { detail }))).toBe(`${detail} Seen once, at 2026-11-21 09:00 UTC.`);
  expect(evidenceSentence(alertIn('FIRING', { detail, count: 1200, lastSeenAt: later(300) }))).toBe(
    `${detail} Seen 1,200 times, from 2026-11-21 09:00 UTC to 2026-11-21 14:00 UTC.`,
  );
});
