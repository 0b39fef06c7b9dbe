import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HandoverView, SectionView } from '../answers/handover.ts';
import { expectFit, nasty, nastyName, wordsIn } from '../testing/cards.ts';
import { handoverCard, latestOfHandover } from './handover.ts';

const ana = { id: 'per_ana', name: 'Ana Costa' };
const ml = { id: 'tea_ml', name: 'ML engineers' };
const ben = { id: 'per_ben', name: 'Ben Okafor' };
const names = ['FEATURES', 'LABELS', 'ASSUMPTIONS', 'TRAINING_DATA', 'CHANGE_HISTORY', 'DOCUMENTATION'];
const open = names.map((section): SectionView => ({ section, verdict: 'OPEN', by: null, comments: [] }));
const accepted = open.map((each): SectionView => ({ ...each, verdict: 'ACCEPTED', by: ben }));
const asked = open.map(
  (each, i): SectionView =>
    i === 1
      ? {
          ...each,
          ...{ verdict: 'QUESTION', by: ben },
          comments: [{ at: '2026-11-21T05:00:00Z', by: ben, text: 'Which unit?' }],
        }
      : each,
);
const offered: HandoverView = {
  id: 'hov_1',
  revision: 1,
  state: 'OFFERED',
  version: { version: '7', model: { id: 'mdl_1', name: 'team/churn', title: 'Churn' } },
  from: ana,
  to: ml,
  note: 'Take care of it.',
  closingNote: null,
  offeredAt: '2026-11-21T04:15:00Z',
  dueAt: '2026-11-28T04:15:00Z',
  answeredAt: null,
  answeredBy: null,
  digest: 'h1',
  stands: true,
  sections: open,
  moves: ['REVIEW', 'RETURN', 'WITHDRAW'],
};
const answered = { answeredBy: ben, answeredAt: '2026-11-22T04:15:00Z' };

describe('the card of a handover', () => {
  test.each<[string, Partial<HandoverView>, string, RegExp[]]>([
    [
      'asks who it is offered to',
      {},
      'Ana Costa asks ML engineers to take over version 7 of Churn (team/churn).',
      [
        /^\*Offered:\* version \*7\* of \*Churn\* \(team\/churn\), from \*Ana Costa\* to \*ML engineers\*\n/,
        /Note: Take care of it\.\nPlease answer by <!date.*>\.\nNext: ML engineers reviews its sections, and/,
      ],
    ],
    [
      'tells what was asked of which section',
      { state: 'IN_REVIEW', sections: asked },
      'ML engineers reviews version 7 of Churn (team/churn), which Ana Costa offered.',
      [
        /0 of 6 sections accepted\.\n• Labels: question by Ben Okafor\. Ben Okafor said last: Which unit\?\nNext/,
        /^\*In review:/,
      ],
    ],
    [
      'tells who took it over',
      { ...answered, state: 'ACCEPTED', sections: accepted, closingNote: 'Gladly.' },
      'Ben Okafor has taken over version 7 of Churn (team/churn) from Ana Costa.',
      [/^\*Taken over:.*to \*Ben Okafor\*/, /Said at the end: Gladly\.\n\*Review:\* 6 of 6 sections accepted\.$/m],
    ],
    [
      'tells when what was accepted has changed',
      { ...answered, state: 'ACCEPTED', sections: accepted, stands: false },
      'Ben Okafor has taken over version 7 of Churn (team/churn) from Ana Costa.',
      [/this review counts no more/],
    ],
    [
      'tells whoever offered it that it came back, and what to do',
      { ...answered, state: 'RETURNED', sections: asked },
      'Ben Okafor has returned version 7 of Churn (team/churn) to Ana Costa.',
      [/^\*Returned:/, /Next: Ana Costa mends what was found, then offers it anew\./],
    ],
    [
      'tells that it was taken back',
      { state: 'WITHDRAWN' },
      'Ana Costa no longer asks ML engineers to take over version 7 of Churn (team/churn).',
      [/^\*Withdrawn:/],
    ],
  ])('%s', (...[, changes, text, patterns]) => {
    const card = handoverCard({ ...offered, ...changes });
    expect(card.text).toBe(text);
    for (const pattern of patterns) expect(wordsIn(card.blocks).join('\n')).toMatch(pattern);
    expect(latestOfHandover({ ...offered, ...changes })).toContain(text);
  });

  test('fits into Slack and speaks to nobody, whatever is in it', () => {
    const comment = fc.record({ at: fc.constant('2026-11-21T05:00:00Z'), by: nastyName, text: nasty });
    const sections = fc.tuple(
      ...names.map(name =>
        fc.record({
          section: fc.constant(name),
          verdict: fc.constantFrom<SectionView['verdict'][]>('OPEN', 'ACCEPTED', 'QUESTION', 'REJECTED'),
          by: fc.option(nastyName),
          comments: fc.array(comment, { maxLength: 2 }),
        }),
      ),
    );
    const any = fc.record({
      ...{ note: fc.option(nasty), closingNote: fc.option(nasty), from: nastyName, to: nastyName, sections },
      state: fc.constantFrom<HandoverView['state'][]>('OFFERED', 'IN_REVIEW', 'ACCEPTED', 'RETURNED', 'WITHDRAWN'),
      version: fc.record({ version: nasty, model: fc.record({ id: nasty, name: nasty, title: nasty }) }),
    });
    fc.assert(
      fc.property(any, changes => {
        expectFit(handoverCard({ ...offered, ...changes }));
      }),
      { numRuns: 200 },
    );
  });
});
