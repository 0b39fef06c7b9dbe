import { seeded } from '@handoff/bench/attacks/random';
import { brokenLaws } from '@handoff/bench/faults/check';
import { type Kind, model } from '@handoff/bench/faults/model';
import {
  movesFrom,
  type PromotionMove,
  type PromotionState,
  promotionStates,
} from '@handoff/deployment/promotion/promotion';
import type { AssignmentRow } from '@handoff/kit/access/table';
import { isProblem } from '@handoff/kit/problem';
import {
  type Alert,
  type AlertMove,
  type AlertState,
  alertStates,
  eventOf,
  moved,
} from '@handoff/monitoring/alert/alert';
import {
  moved as assignmentMoved,
  movesFrom as assignmentMoves,
  assignmentMoves as everyAssignmentMove,
} from '@handoff/registry/assignment/assignment';
import {
  type HandoverRow,
  moved as handoverMoved,
  handoverMoves,
  handoverStates,
} from '@handoff/registry/handover/handover';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mistaken, planted, withMistake } from './planted.ts';
import { walked } from './walk.ts';

const histories = (things: number, moves = model) =>
  Array.from({ length: 20 }, (_, seed) => walked({ moves, chance: seeded(seed + 1), things }));

describe('the checker of histories', () => {
  const sound = histories(60);
  it('finds nothing in what may have happened', () => {
    const seeds = fc.integer({ min: 1, max: 2 ** 31 });
    const anySeed = fc.property(seeds, seed => {
      expect(brokenLaws(walked({ moves: model, chance: seeded(seed), things: 4 }))).toEqual([]);
    });
    fc.assert(anySeed, { numRuns: 200 });
  });

  it.each(planted)('finds that $bug', ({ plant, law }) => {
    const spoilt = sound.flatMap(history => plant(history) ?? []);
    expect(spoilt.length).toBeGreaterThan(5);
    const missed = spoilt.filter(history => !brokenLaws(history).some(broken => broken.law === law));
    expect(missed).toEqual([]);
  });

  it.each(mistaken)('finds that by a mistake in the table of moves $bug', mistake => {
    const { kind, action, arrow } = mistake;
    const isIt = (step: { kind: Kind; action: string; from?: string | null; to?: string | null }) =>
      step.kind === kind && step.action === action && step.from === arrow[0] && step.to === arrow[1];
    const spoilt = histories(40, withMistake(mistake)).filter(({ steps }) => steps.some(isIt));
    expect(spoilt.length).toBeGreaterThan(5);
    for (const history of spoilt) expect(brokenLaws(history).map(({ law }) => law)).toContain('it moves as it may');
  });
});

/** The states that some action of the model leads from, or from which it leads to a state. */
function leads(kind: Kind, action: string, from: string): string[] {
  return (model[kind][action] ?? []).filter(([one]) => one === from).map(([, to]) => to);
}

describe('the model and the product’s own tables of moves agree', () => {
  const told: Record<PromotionMove, string[]> = {
    APPROVE: ['approval_given', 'approved'],
    REJECT: ['rejected'],
    WITHDRAW: ['withdrawn'],
    WAIVE: ['check_waived'],
    RECHECK: ['evidence_changed'],
    START: ['rollout_started'],
    CONFIRM: ['live', 'retired', 'failed', 'step_placed'],
    ADVANCE: ['advanced', 'live'],
    ROLL_BACK: ['rolled_back', 'rollback_started'],
  };
  // Nothing leads to REQUESTED: whoever asks is answered with what was judged.
  test.each(promotionStates.filter(state => state !== 'REQUESTED'))(
    'promotions that are %s',
    (state: PromotionState) => {
      const possible = movesFrom(state);
      for (const [move, actions] of Object.entries(told) as [PromotionMove, string[]][])
        for (const action of actions)
          expect([move, action, leads('promotion', action, state).length > 0]).toEqual([
            move,
            action,
            possible.includes(move),
          ]);
    },
  );

  const answers = { ACCEPT: 'accepted', DECLINE: 'declined', SUGGEST: 'declined', DELEGATE: 'delegated', END: 'ended' };
  test.each(['PROPOSED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'ENDED'] as const)('assignments that are %s', state => {
    for (const move of everyAssignmentMove) {
      const next = assignmentMoved({ state, revision: 1 } as AssignmentRow, move, new Date());
      expect([move, leads('assignment', answers[move], state)]).toEqual([move, isProblem(next) ? [] : [next.state]]);
      expect(assignmentMoves(state).includes(move)).toBe(!isProblem(next));
    }
  });

  const reviews = { REVIEW: 'reviewed', ACCEPT: 'accepted', RETURN: 'returned', WITHDRAW: 'withdrawn' };
  test.each(handoverStates)('handovers that are %s', state => {
    for (const move of handoverMoves) {
      const next = handoverMoved({ state, answeredAt: null } as HandoverRow, move, []);
      const possible = leads('handover', reviews[move], state);
      if (isProblem(next)) expect([move, possible]).toEqual([move, []]);
      else expect(possible).toContain(next.state);
    }
  });

  const alertMoves: Record<AlertMove, true> = {
    ...{ FIRE: true, CALM: true, RECOVER: true, RELAPSE: true, EXPLAIN: true, OUTLAST: true, SILENCE_OVER: true },
    ...{ ACKNOWLEDGE: true, SILENCE: true, UNSILENCE: true, RESOLVE: true, ESCALATE: true, RATE: true },
  };
  const now = new Date('2026-11-30T09:00:00Z');
  const later = new Date('2026-11-30T10:00:00Z');
  const seen = [
    { acknowledgedAt: null, silencedUntil: null },
    { acknowledgedAt: now, silencedUntil: null },
    { acknowledgedAt: now, silencedUntil: later },
  ];
  test.each(alertStates)('alerts that are %s', (state: AlertState) => {
    const tried = (Object.keys(alertMoves) as AlertMove[]).flatMap(move =>
      seen.map(each => ({
        move,
        next: moved({ ...each, state, resolvedAt: now, escalation: 0, severity: 'CRITICAL' } as Alert, move, { now }),
      })),
    );
    const reached = new Map<string, Set<string>>();
    for (const { move, next } of tried) {
      const action = eventOf(move).action.slice('alert.'.length);
      const to = reached.get(action) ?? new Set();
      if (!isProblem(next)) to.add(next.state);
      reached.set(action, to);
    }
    for (const [action, to] of reached)
      expect([action, leads('alert', action, state).sort()]).toEqual([action, [...to].sort()]);
  });
});
