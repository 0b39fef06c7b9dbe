import type { KnownBlock } from '@slack/types';
import type { ExperimentView, Verdict } from '../../answers/experiment.ts';
import { section } from '../../cards/blocks.ts';
import { verdictWords } from '../../cards/experiment.ts';
import { plain } from '../../cards/say.ts';
import { label, told } from '../../text.ts';
import { ofExperiment } from '../outcome.ts';
import { type CardForm, chosenIn, needsText, textInput, typedIn } from './form.ts';

/** Asks why an experiment ends before it is decided. */
export const stopForm: CardForm = {
  callbackId: 'experiment:stop',
  title: 'Stop',
  inputs: [textInput('reason', 'Why shall it end?', 'Nothing more is measured afterwards. It can still be decided.')],
  check: needsText('reason', 'Say in a few words why, for those who wonder.'),
  change: async ({ graph }, { view, userId, key }, { id }) => {
    const input = { experimentId: id, reason: typedIn(view, 'reason'), idempotencyKey: key };
    return ofExperiment((await graph.as(userId)('StopExperiment', { input })).stopExperiment);
  },
};

/** Asks what came of an experiment: no more than the data say, which stands above. */
export const decideExperimentForm: CardForm = {
  callbackId: 'experiment:decide',
  title: 'Decide',
  inputs: async (ask, { id }) => {
    const { experiment } = await ask('ReadExperiment', { id });
    if (!experiment) return plain('There is no such experiment any more that you may see.');
    if (experiment.possibleVerdicts.length === 0) return plain('This experiment was decided, and stays as it was.');
    return [section(said(experiment)), verdictInput(experiment), ...chosenInput(experiment), rationale];
  },
  check: view => {
    if (chosenIn(view, 'verdict') === '') return { verdict: 'Choose what came of it.' };
    return needsText('rationale', 'Say in a few words why, for those who come later.')(view);
  },
  change: async ({ graph }, { view, userId, key }, { id }) => {
    const verdict = chosenIn(view, 'verdict') as Verdict;
    const chosenVersion = chosenIn(view, 'chosen') || null;
    const input = { experimentId: id, verdict, chosenVersion, rationale: typedIn(view, 'rationale') };
    const answer = await graph.as(userId)('DecideExperiment', { input: { ...input, idempotencyKey: key } });
    return ofExperiment(answer.decideExperiment);
  },
};

const rationale = textInput('rationale', 'Why?');

function said({ result }: ExperimentView): string {
  return result ? `*What the data say:* ${told(result.explanation, 1500)}` : 'Nothing was measured yet.';
}

function choice(text: string, value: string) {
  return { text: { type: 'plain_text' as const, text: label(text) }, value };
}

function verdictInput({ possibleVerdicts }: ExperimentView): KnownBlock {
  const options = possibleVerdicts.map(each => {
    const words = verdictWords[each].replace(/[:,].*$/, '');
    return choice(`${words.charAt(0).toUpperCase()}${words.slice(1)}`, each);
  });
  const [first] = options;
  return {
    type: 'input',
    block_id: 'verdict',
    label: { type: 'plain_text', text: 'What came of it?' },
    hint: { type: 'plain_text', text: 'The data allow these, and no more.' },
    element: { type: 'static_select', action_id: 'verdict', options, ...(first && { initial_option: first }) },
  };
}

/** The version to go on with; none where no arm's version is known. */
function chosenInput({ arms }: ExperimentView): KnownBlock[] {
  const options = arms.flatMap(({ key, version, control }) => {
    if (!version || version.id.length > 75) return [];
    return [choice(`${key}: version ${version.version}${control ? ', the control' : ''}`, version.id)];
  });
  if (options.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: 'chosen',
      optional: true,
      label: { type: 'plain_text', text: 'Which version to go on with?' },
      hint: { type: 'plain_text', text: 'Where one alone has won, it is that one when you choose none.' },
      element: { type: 'static_select', action_id: 'chosen', options: options.slice(0, 100) },
    },
  ];
}
