import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestOf,
  type HandoverRow,
  type HandoverState,
  handoverDigest,
  handoverMoves,
  handoverStates,
  moved,
  movesFrom,
  stands,
} from './handover.ts';
import { type Facts, mayComment, mayMove, mayOffer, movesOf, standingOf } from './policy.ts';
import { type Content, openSections, reviewSections, type SectionRow, shownSections } from './section.ts';

const content: Content = { version: 'v', documents: 'd', assumptions: 'a' };
const at = new Date('2026-11-21T09:00:00Z');
const handover = (state: HandoverState): HandoverRow => ({
  id: 'hov_1',
  modelId: 'mdl_1',
  versionId: 'ver_1',
  fromId: 'per_from',
  toId: 'per_to',
  state,
  note: null,
  digest: 'old',
  offeredAt: at,
  dueAt: null,
  answeredAt: state === 'ACCEPTED' ? at : null,
  answeredById: null,
  closingNote: null,
  revision: 3,
});
const judged = (verdict: SectionRow['verdict'], print?: string): SectionRow[] =>
  reviewSections.map(section => ({
    handoverId: 'hov_1',
    section,
    verdict,
    byId: 'per_to',
    at,
    print: print ?? { ASSUMPTIONS: 'a', DOCUMENTATION: 'd' }[section as string] ?? 'v',
  }));

describe('the moves', () => {
  it.each<[HandoverState, string[], string[]]>([
    ['OFFERED', ['REVIEW', 'RETURN', 'WITHDRAW'], ['REVIEW', 'ACCEPT', 'RETURN', 'WITHDRAW']],
    ['IN_REVIEW', ['REVIEW', 'RETURN', 'WITHDRAW'], ['REVIEW', 'ACCEPT', 'RETURN', 'WITHDRAW']],
    ['ACCEPTED', [], []],
    ['RETURNED', [], []],
    ['WITHDRAWN', [], []],
  ])('from %s are %j, and %j with every section accepted', (state, some, all) => {
    expect(movesFrom(state, ['LABELS'])).toEqual(some);
    expect(movesFrom(state, [])).toEqual(all);
  });

  it('that are not among them come to nothing, and say what is possible', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...handoverStates),
        fc.constantFrom(...handoverMoves),
        fc.subarray([...reviewSections]),
        (state, move, open) => {
          const next = moved(handover(state), move, open);
          const possible = movesFrom(state, open);
          if (possible.includes(move)) expect(next).toMatchObject({ revision: 4 });
          else expect(next).toMatchObject({ kind: 'WrongState', state, allowed: possible });
        },
      ),
    );
  });

  it.each([
    ['IN_REVIEW', ['LABELS', 'TRAINING_DATA'], 'Not accepted yet: labels, training data. Review them'],
    ['OFFERED', ['FEATURES'], 'Not accepted yet: features. Review it'],
    ['ACCEPTED', [], 'This handover was accepted at 2026-11-21 09:00 UTC'],
    ['WITHDRAWN', [], 'This handover was withdrawn: offer'],
  ] as const)('to accept from %s with %j open: %s', (state, open, message) => {
    expect(moved(handover(state), 'ACCEPT', open)).toMatchObject({ message: expect.stringContaining(message) });
  });
});

describe('the sections', () => {
  it.each([
    ['none is judged', [], content, [...reviewSections]],
    ['all are accepted', judged('ACCEPTED'), content, []],
    ['all are questioned', judged('QUESTION'), content, [...reviewSections]],
    ['documents changed since', judged('ACCEPTED'), { ...content, documents: 'other' }, ['DOCUMENTATION']],
    ['assumptions changed since', judged('ACCEPTED'), { ...content, assumptions: 'other' }, ['ASSUMPTIONS']],
  ])('that are open when %s', (...[, found, now, open]) => {
    expect(openSections(found, now)).toEqual(open);
    const shown = shownSections(found, [], now).filter(({ verdict }) => verdict !== 'ACCEPTED');
    expect(shown.map(({ section }) => section)).toEqual(open);
  });

  it('keep a question when what it is about changed, and an answer keeps all verdicts', () => {
    const changed = { ...content, documents: 'other' };
    expect(shownSections(judged('QUESTION'), [], changed).every(({ verdict }) => verdict === 'QUESTION')).toBe(true);
    expect(shownSections(judged('ACCEPTED'), [], null).every(({ verdict }) => verdict === 'ACCEPTED')).toBe(true);
    expect(shownSections(judged('ACCEPTED'), [], changed).at(-1)).toMatchObject({
      verdict: 'OPEN',
      byId: null,
      at: null,
    });
  });

  it('have their own comments, in order', () => {
    const say = (position: number, section: SectionRow['section']) => ({
      handoverId: 'hov_1',
      position,
      section,
      byId: 'per_to',
      at,
      text: `${position}`,
    });
    const shown = shownSections([], [say(0, 'LABELS'), say(1, 'FEATURES'), say(2, 'LABELS')], content);
    expect(shown.map(({ comments }) => comments.map(({ text }) => text).join())).toEqual(['1', '0,2', '', '', '', '']);
  });
});

describe('the digest', () => {
  it('is another one for any other content, and stands while nothing changed', () => {
    const changed = [
      content,
      { ...content, version: 'x' },
      { ...content, documents: 'x' },
      { ...content, assumptions: 'x' },
    ];
    expect(new Set(changed.map(handoverDigest)).size).toBe(4);
    const accepted = { ...handover('ACCEPTED'), digest: handoverDigest(content) };
    expect(changed.map(now => stands(accepted, now))).toEqual([true, false, false, false]);
    expect(changed.map(now => digestOf(accepted, now))).toEqual(new Array(4).fill(accepted.digest));
  });

  it('is that of now while it is reviewed', () => {
    expect(digestOf(handover('IN_REVIEW'), content)).toBe(handoverDigest(content));
    expect(stands(handover('OFFERED'), content)).toBe(true);
  });
});

describe('who may', () => {
  const facts: Facts = {
    actorId: 'per_to',
    teamIds: [],
    permissions: new Set(),
    handover: handover('OFFERED'),
    trainedById: null,
  };
  const ruleOf = (changes: Partial<Facts>, move: (typeof handoverMoves)[number]) =>
    mayMove(move, standingOf({ ...facts, ...changes }))?.rule ?? null;

  it.each<[string, Partial<Facts>, string | null, string | null, string | null]>([
    ['who it was offered to', {}, null, 'offerer-withdraws', null],
    ['who offered it', { actorId: 'per_from' }, 'four-eyes', null, null],
    ['who trained it', { trainedById: 'per_to' }, 'four-eyes', 'offerer-withdraws', null],
    ['somebody else', { actorId: 'per_x' }, 'recipient-reviews', 'offerer-withdraws', 'recipient-reviews'],
    ['a member of the team', { actorId: 'per_x', teamIds: ['per_to'] }, null, 'offerer-withdraws', null],
    ['who offered it, in the team', { actorId: 'per_from', teamIds: ['per_to'] }, 'four-eyes', null, null],
    [
      'who could offer it',
      { actorId: 'per_x', permissions: new Set(['MODEL_EDIT'] as const) },
      'recipient-reviews',
      'offerer-withdraws',
      null,
    ],
    [
      'who assigns',
      { actorId: 'per_x', permissions: new Set(['ASSIGN'] as const) },
      'recipient-reviews',
      null,
      'recipient-reviews',
    ],
    ['the system', { actorId: null }, 'recipient-reviews', 'offerer-withdraws', 'recipient-reviews'],
  ])('%s', (...[, changes, review, withdraw, comment]) => {
    for (const move of ['REVIEW', 'ACCEPT', 'RETURN'] as const) expect(ruleOf(changes, move)).toBe(review);
    expect(ruleOf(changes, 'WITHDRAW')).toBe(withdraw);
    expect(mayComment(standingOf({ ...facts, ...changes }))?.rule ?? null).toBe(comment);
  });

  it('sees the moves they can make, and for anyone those that somebody can', () => {
    const standing = standingOf({ ...facts, actorId: 'per_from' });
    expect(movesOf(handover('OFFERED'), [], standing)).toEqual(['WITHDRAW']);
    expect(movesOf(handover('OFFERED'), [], standingOf(facts))).toEqual(['REVIEW', 'ACCEPT', 'RETURN']);
    expect(movesOf(handover('OFFERED'), ['LABELS'], 'anyone')).toEqual(['REVIEW', 'RETURN', 'WITHDRAW']);
  });

  it.each([
    [['READ'], false],
    [['MODEL_EDIT'], true],
    [['VERSION_REGISTER'], true],
  ] as const)('with %j offers: %s', (permissions, may) => {
    expect(mayOffer(new Set(permissions))).toBe(may);
  });
});
