import type { KnownBlock } from '@slack/types';
import type { Verdict } from '../../answers/handover.ts';
import type { Shown } from '../../cards/blocks.ts';
import { sectionTitle } from '../../cards/handover.ts';
import type { Pressed } from '../../cards/pressed.ts';
import { commentInput, reviewBlocks, verdictInput } from '../../cards/review-form.ts';
import { plain } from '../../cards/say.ts';
import type { Ask } from '../../graph.ts';
import { safe } from '../../text.ts';
import { type Outcome, ofHandover } from '../outcome.ts';
import { type CardForm, chosenIn, needsText, textInput, typedIn } from './form.ts';
import type { Submission } from './submission.ts';

const sections = ['FEATURES', 'LABELS', 'ASSUMPTIONS', 'TRAINING_DATA', 'CHANGE_HISTORY', 'DOCUMENTATION'];

type View = Submission['view'];

/** What somebody found of one section. */
interface Finding {
  section: string;
  verdict?: Verdict;
  comment?: string;
}

/** Shows what is reviewed, section by section, and asks what was found. */
export const reviewForm: CardForm = {
  callbackId: 'handover:review',
  title: 'Review',
  inputs: readReview,
  check: view => {
    const found = findings(view);
    const unsaid = found.filter(({ verdict, comment }) => verdict && verdict !== 'ACCEPTED' && !comment);
    if (unsaid.length > 0) return Object.fromEntries(unsaid.map(each => [commentInput(each.section), sayWhat]));
    return found.length > 0 ? null : { [verdictInput('FEATURES')]: 'Judge a section, or say something about one.' };
  },
  change: async ({ graph }, submission, { id, revision }) => {
    const ask = graph.as(submission.userId);
    let outcome: Outcome | null = null;
    for (const [index, found] of findings(submission.view).entries()) {
      const idempotencyKey = `${submission.key}:${found.section}`;
      const input = { handoverId: id, ...found, revision: revision + index, idempotencyKey };
      const next = ofHandover((await ask('ReviewSection', { input })).reviewHandover);
      if (next.problem && index > 0) return await tellHowFar(submission, found.section, { ...next, before: outcome });
      outcome = next;
      if (next.problem) break;
    }
    return outcome;
  },
};

const sayWhat = 'Say what you ask, or what is wrong.';

async function readReview(ask: Ask, { id }: Pressed): Promise<KnownBlock[] | Shown> {
  const { handover } = await ask('ReadReview', { id });
  return handover ? reviewBlocks(handover) : plain('There is no such handover that you can see.');
}

/** What was found, section by section, where something is new. */
function findings(view: View): Finding[] {
  return sections.flatMap(section => {
    const chosen = chosenIn(view, verdictInput(section)) as Verdict | '';
    const verdict = chosen !== '' && chosen !== before(view, section) ? chosen : undefined;
    const comment = typedIn(view, commentInput(section));
    return verdict || comment ? [{ section, ...(verdict && { verdict }), ...(comment && { comment }) }] : [];
  });
}

/** The verdict that the form was opened with. */
function before({ blocks }: View, section: string): string | undefined {
  const block = (blocks as KnownBlock[]).find(({ block_id: id }) => id === verdictInput(section));
  if (block?.type !== 'input' || block.element.type !== 'static_select') return undefined;
  return block.element.initial_option?.value;
}

/** Some sections were taken and one was not: that is said, and the card shows what was taken. */
async function tellHowFar(
  { reply }: Submission,
  section: string,
  { picture, problem, before: taken }: Outcome & { before: Outcome | null },
): Promise<Outcome> {
  const why = problem ? ` ${safe(problem.message, 500)}` : '';
  await reply(plain(`What you said before ${sectionTitle(section)} was taken; from there on it was not.${why}`));
  return { picture: picture ?? taken?.picture ?? null, problem: null };
}

/** Asks for the reason why a version is returned. */
export const returnForm: CardForm = {
  callbackId: 'handover:return',
  title: 'Return',
  inputs: [textInput('reason', 'What has to be mended?')],
  check: needsText('reason', 'Say in a few words what has to be mended.'),
  change: async ({ graph }, { view, userId, key }, { id, digest = '' }) => {
    const input = { handoverId: id, accept: false, digest, comment: typedIn(view, 'reason'), idempotencyKey: key };
    return ofHandover((await graph.as(userId)('AnswerHandover', { input })).answerHandover);
  },
};

/** Asks for a question or an answer about one section; it judges nothing. */
export const commentForm: CardForm = {
  callbackId: 'handover:comment',
  title: 'Comment',
  inputs: [
    {
      type: 'input',
      block_id: 'section',
      label: { type: 'plain_text', text: 'About which section?' },
      element: {
        type: 'static_select',
        action_id: 'section',
        options: sections.map(value => ({ text: { type: 'plain_text', text: sectionTitle(value) }, value })),
      },
    },
    textInput('comment', 'What do you ask, or answer?'),
  ],
  check: needsText('comment', 'Say something first.'),
  change: async ({ graph }, { view, userId, key }, { id }) => {
    const said = { section: chosenIn(view, 'section'), comment: typedIn(view, 'comment') };
    const input = { handoverId: id, ...said, idempotencyKey: key };
    return ofHandover((await graph.as(userId)('ReviewSection', { input })).reviewHandover);
  },
};
