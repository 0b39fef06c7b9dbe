import type { KnownBlock, PlainTextOption } from '@slack/types';
import type { ReviewedContent, ReviewView, SectionView, Verdict } from '../answers/handover.ts';
import { fitting, label, safeLine, when } from '../text.ts';
import { bold, code, context, section } from './blocks.ts';
import { figure } from './comparison.ts';
import { sectionTitle, verdicts } from './handover.ts';
import { inWords, nameOf } from './names.ts';

/** How the inputs of a section are called: block_id and action_id. */
export const verdictInput = (name: string) => `verdict:${name}`;
export const commentInput = (name: string) => `comment:${name}`;

const option = (value: Verdict, text: string): PlainTextOption => ({ text: { type: 'plain_text', text }, value });
const choices = [
  option('ACCEPTED', 'It holds'),
  option('QUESTION', 'I have a question'),
  option('REJECTED', 'It does not hold'),
];

/** The six sections with what is reviewed of each, a verdict and a comment to each. */
export function reviewBlocks(review: ReviewView): KnownBlock[] {
  const { version, content } = review;
  const { title, name } = version.model;
  return [
    section(`Version ${bold(version.version, 80)} of ${bold(title)} (${safeLine(name, 128)})\n${made(content)}`),
    ...review.sections.flatMap(each => [{ type: 'divider' } as const, ...sectionBlocks(each, content)]),
  ];
}

function made({ algorithm, framework, parent }: ReviewedContent): string {
  const parts = [
    algorithm ? [safeLine(algorithm, 100)] : [],
    framework ? [safeLine(framework, 100)] : [],
    parent ? [`trained from version ${safeLine(parent.version, 64)}`] : [],
  ].flat();
  return parts.length === 0 ? 'How it was made is not told.' : parts.join(' · ');
}

function sectionBlocks(reviewed: SectionView, content: ReviewedContent): KnownBlock[] {
  const { section: name, verdict, by, comments } = reviewed;
  const lines = contents[name]?.(content) ?? [];
  const judged = verdict === 'OPEN' ? 'not judged yet' : `${verdicts[verdict]}${by ? ` by ${nameOf(by)}` : ''}`;
  const said = comments.slice(-3).map(each => `${nameOf(each.by)} ${when(each.at)}: ${safeLine(each.text, 400)}`);
  return [
    section([`*${sectionTitle(name)}:* ${judged}`, fitting(lines.length > 0 ? lines : [nothing], 1500)].join('\n')),
    ...(said.length > 0 ? [context(fitting(said, 1500))] : []),
    verdictSelect(reviewed),
    commentText(name),
  ];
}

const nothing = '• Nothing is catalogued.';

/** What is to be looked at in each section, line by line. */
const contents: Readonly<Record<string, (content: ReviewedContent) => string[]>> = {
  FEATURES: ({ features }) =>
    features.map(each => {
      const marks = [each.required ? '' : ', may be missing', each.sensitive ? ', *personal data*' : ''].join('');
      return `• ${code(each.name)} ${safeLine(each.dtype, 60)}${each.unit ? ` in ${safeLine(each.unit, 40)}` : ''}${marks}`;
    }),
  LABELS: ({ labels }) =>
    labels.map(each => {
      const about = each.description ? `: ${safeLine(each.description, 160)}` : '';
      return `• ${code(each.name)} ${safeLine(each.dtype, 60)}${about}`;
    }),
  ASSUMPTIONS: ({ assumptions }) =>
    assumptions.map(each => `• ${safeLine(each.text, 240)} (${statuses[each.status] ?? inWords(each.status)})`),
  TRAINING_DATA: ({ trainingData }) =>
    trainingData.map(({ purpose, dataset }) => {
      const rows = dataset.rows === null ? '' : `, ${figure(dataset.rows)} rows`;
      return `• ${safeLine(dataset.name, 128)} for ${inWords(purpose)}${rows}`;
    }),
  CHANGE_HISTORY: ({ changeNote }) => (changeNote ? [safeLine(changeNote, 1000)] : ['• Nobody told what changed.']),
  DOCUMENTATION: ({ documents, card }) => [
    `• The model card is ${Math.round(card.completeness * 100)} % complete${missing(card.missing)}`,
    ...documents.map(each => `• ${safeLine(each.title, 160)} (${safeLine(each.kind, 60)})`),
  ],
};

const statuses: Readonly<Record<string, string>> = {
  OPEN: 'not checked yet',
  HOLDS: 'was found to hold',
  BROKEN: '*was found broken*',
};

function missing(names: readonly string[]): string {
  return names.length === 0 ? '.' : `; missing: ${names.slice(0, 6).map(inWords).join(', ')}.`;
}

function verdictSelect({ section: name, verdict }: SectionView): KnownBlock {
  const given = choices.find(({ value }) => value === verdict);
  return {
    type: 'input',
    block_id: verdictInput(name),
    optional: true,
    label: { type: 'plain_text', text: label(`${sectionTitle(name)}: what did you find?`) },
    element: {
      ...{ type: 'static_select', action_id: verdictInput(name), options: choices },
      ...{ placeholder: { type: 'plain_text', text: 'Not judged yet' } },
      ...(given && { initial_option: given }),
    },
  };
}

function commentText(name: string): KnownBlock {
  return {
    type: 'input',
    block_id: commentInput(name),
    optional: true,
    label: { type: 'plain_text', text: label(`${sectionTitle(name)}: question or comment`) },
    element: { type: 'plain_text_input', action_id: commentInput(name), multiline: true, max_length: 1000 },
  };
}
