import type { Law } from '@handoff/bench/faults/check';
import type { History, Standing, Step } from '@handoff/bench/faults/history';
import { type Model, model } from '@handoff/bench/faults/model';

/** A bug that is put into a history that has none; null: there is no place for it in this one. */
export interface Planted {
  /** What a program with this bug would have done. */
  bug: string;
  law: Law;
  plant(history: History): History | null;
}

type Which = (step: Step, place: number) => boolean;

/** The history with other steps in the place of the first that is fit. */
function instead(history: History, fit: Which, others: (step: Step) => Step[]): History | null {
  const place = history.steps.findIndex(fit);
  const step = history.steps[place];
  if (!step) return null;
  return { ...history, steps: history.steps.toSpliced(place, 1, ...others(step)) };
}

function standing(history: History, fit: (one: Standing) => boolean, change: Partial<Standing>): History | null {
  const place = history.standings.findIndex(fit);
  const one = history.standings[place];
  return one ? { ...history, standings: history.standings.with(place, { ...one, ...change }) } : null;
}

/** The last step of a thing of a kind that is in this state in the end; what comes behind it is of that thing alone. */
function followed(history: History, of: Pick<Standing, 'kind' | 'state'>, next: Partial<Step>): History | null {
  const one = history.standings.find(({ kind, state }) => kind === of.kind && state === of.state);
  const last = history.steps.findLast(({ subject }) => subject === one?.subject);
  if (!one || !last) return null;
  const revision = last.revision === null ? null : last.revision + 1;
  const step = { ...last, from: one.state, ...next, revision, by: 'somebody else' } as Step;
  const moved = standing(history, each => each === one, { state: next.to ?? one.state, revision: one.revision + 1 });
  return moved && { ...moved, steps: [...history.steps, step] };
}

/** The owner of a model, and another one who becomes it beside them. */
function secondOwner(history: History): History | null {
  const first = history.steps.find(({ kind, action }) => kind === 'assignment' && action === 'accepted');
  const stays = history.standings.find(({ subject }) => subject === first?.subject)?.state === 'ACCEPTED';
  if (!first || !stays) return null;
  const subject = 'assignment-second';
  const granted: Step = { ...first, subject, action: 'granted', from: null, to: 'ACCEPTED' };
  const row: Standing = { kind: 'assignment', subject, state: 'ACCEPTED', revision: 1, place: null, fourEyes: false };
  return { ...history, steps: [...history.steps, granted], standings: [...history.standings, row] };
}

function liveBeside(history: History): History | null {
  const [one, other] = history.standings.filter(({ kind, state }) => kind === 'promotion' && state === 'LIVE');
  return one && other ? standing(history, each => each === other, { place: one.place }) : null;
}

function swapped(history: History): History | null {
  const isSecond: Which = ({ kind, subject }, place) =>
    kind === 'handover' && history.steps.slice(0, place).some(before => before.subject === subject);
  const place = history.steps.findIndex(isSecond);
  const second = history.steps[place];
  const first = history.steps.findLastIndex((step, i) => i < place && step.subject === second?.subject);
  const before = history.steps[first];
  if (!second || !before || second.from === second.to) return null;
  return { ...history, steps: history.steps.with(first, second).with(place, before) };
}

const acknowledged = ({ acknowledged: all }: History) => all.findLast(({ action }) => action === 'promotion.approved');

/** Bugs as a program might have them, each with the law by which it is found. */
export const planted: readonly Planted[] = [
  {
    bug: 'an answer goes out before the commit, and the commit fails',
    law: 'what was acknowledged is there',
    plant: history => ({ ...history, acknowledged: [...history.acknowledged, { id: 'x', action: 'promotion.live' }] }),
  },
  {
    bug: 'an entry that was acknowledged is thrown away',
    law: 'what was acknowledged is there',
    plant: history => {
      const { id } = acknowledged(history) ?? {};
      const isIt: Which = ({ subject, action }) => subject === id && action === 'approved';
      return id === undefined ? null : { ...history, steps: history.steps.filter((step, place) => !isIt(step, place)) };
    },
  },
  {
    bug: 'a table is changed outside the transaction of the entry',
    law: 'the table says what the trail says',
    plant: history => standing(history, ({ state }) => state === 'RETURNED', { state: 'ACCEPTED' }),
  },
  {
    bug: 'an entry is committed, and the change of the table is not',
    law: 'the table says what the trail says',
    plant: history => standing(history, ({ state }) => state === 'LIVE', { state: 'ROLLING_OUT' }),
  },
  {
    bug: 'a thing is made without an entry',
    law: 'the table says what the trail says',
    plant: ({ standings, ...history }) => ({
      ...history,
      standings: [
        ...standings,
        { kind: 'alert', subject: 'alert-silent', state: 'FIRING', revision: 1, place: null, fourEyes: false },
      ],
    }),
  },
  {
    bug: 'a request that was cut off is carried out twice',
    law: 'it begins once, and first',
    plant: history =>
      instead(
        history,
        ({ action }) => action === 'proposed',
        step => [step, step],
      ),
  },
  {
    bug: 'two decide at once, and both read the row before it is locked',
    law: 'each entry begins where the one before ended',
    plant: history =>
      instead(
        history,
        ({ action }) => action === 'approved',
        step => [step, { ...step, by: 'another', action: 'approved' }],
      ),
  },
  {
    bug: 'what is live may be withdrawn',
    law: 'it moves as it may',
    plant: history => followed(history, { kind: 'promotion', state: 'LIVE' }, { action: 'withdrawn', to: 'WITHDRAWN' }),
  },
  {
    bug: 'what was declined may be accepted after all',
    law: 'it moves as it may',
    plant: history =>
      followed(history, { kind: 'assignment', state: 'DECLINED' }, { action: 'accepted', to: 'ACCEPTED' }),
  },
  {
    bug: 'a handover that was returned is accepted',
    law: 'it moves as it may',
    plant: history =>
      followed(history, { kind: 'handover', state: 'RETURNED' }, { action: 'accepted', to: 'ACCEPTED' }),
  },
  {
    bug: 'an alert that has ended is acknowledged',
    law: 'it moves as it may',
    plant: history =>
      followed(history, { kind: 'alert', state: 'RESOLVED' }, { action: 'acknowledged', to: 'ACKNOWLEDGED' }),
  },
  {
    bug: 'a revision is counted before the row is locked',
    law: 'revisions are one entry each',
    plant: history =>
      instead(
        history,
        ({ revision }) => revision === 2,
        step => [{ ...step, revision: 1 }],
      ),
  },
  {
    bug: 'an entry forgets to say that somebody must be told',
    law: 'somebody is told',
    plant: history =>
      instead(
        history,
        ({ kind }) => kind === 'handover',
        step => [{ ...step, told: false }],
      ),
  },
  {
    bug: 'four eyes are checked by the session and not by the person',
    law: 'who asked does not decide',
    plant: history =>
      instead(
        history,
        ({ action }) => action === 'approved',
        step => [{ ...step, by: 'asker' }],
      ),
  },
  {
    bug: 'a retried approval counts a second time',
    law: 'nobody decides twice on the same',
    plant: history =>
      instead(
        history,
        ({ action }) => action === 'approved',
        step => [{ ...step, action: 'approval_given', to: 'PENDING' }, step],
      ),
  },
  { bug: 'a second owner accepts beside the first', law: 'a model has one owner', plant: secondOwner },
  { bug: 'what ran until then is not ended', law: 'one version is live in a place', plant: liveBeside },
  { bug: 'entries are sealed in another order than they came', law: 'it begins once, and first', plant: swapped },
];

/** Tables of moves with a mistake in them, and the arrow that a history must have taken for it to show. */
export const mistaken: readonly { bug: string; kind: keyof Model; action: string; arrow: [string, string] }[] = [
  {
    bug: 'a rollout begins without approval',
    kind: 'promotion',
    action: 'rollout_started',
    arrow: ['PENDING', 'ROLLING_OUT'],
  },
  { bug: 'what was rejected is approved', kind: 'promotion', action: 'approved', arrow: ['REJECTED', 'APPROVED'] },
  { bug: 'what was rolled back is live', kind: 'promotion', action: 'live', arrow: ['ROLLED_BACK', 'LIVE'] },
  { bug: 'what has ended is lent', kind: 'assignment', action: 'delegated', arrow: ['ENDED', 'ENDED'] },
  { bug: 'what has expired is accepted', kind: 'assignment', action: 'accepted', arrow: ['EXPIRED', 'ACCEPTED'] },
  { bug: 'a review goes back to the offer', kind: 'handover', action: 'reviewed', arrow: ['IN_REVIEW', 'OFFERED'] },
  { bug: 'what was accepted is withdrawn', kind: 'handover', action: 'withdrawn', arrow: ['ACCEPTED', 'WITHDRAWN'] },
  { bug: 'what is pending is acknowledged', kind: 'alert', action: 'acknowledged', arrow: ['PENDING', 'ACKNOWLEDGED'] },
  { bug: 'what recovers is escalated', kind: 'alert', action: 'escalated', arrow: ['RECOVERING', 'FIRING'] },
  { bug: 'what has ended relapses', kind: 'alert', action: 'relapsed', arrow: ['RESOLVED', 'FIRING'] },
];

/** The moves with one arrow more. */
export function withMistake({ kind, action, arrow }: (typeof mistaken)[number]): Model {
  const actions = model[kind];
  return { ...model, [kind]: { ...actions, [action]: [...(actions[action] ?? []), arrow] } };
}
