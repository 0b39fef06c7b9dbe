import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string): PlainTextOption => ({ text: plain(value), value });

/** A card with buttons in a given state. */
export function card(state: string): { text: string; blocks: KnownBlock[] } {
  return {
    text: `Owner of churn: ${state}`,
    blocks: [
      { type: 'header', text: plain('Owner of churn-predictor') },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: `*Ben Okafor* is asked to answer for \`churn-predictor\`: ${state}` },
        fields: [
          { type: 'mrkdwn', text: '*Role*\nAccountable' },
          { type: 'mrkdwn', text: '*Answer by*\n<!date^1795651200^{date_long}|26 November 2026>' },
        ],
      },
      {
        type: 'actions',
        block_id: 'answer',
        elements: [
          { type: 'button', action_id: 'accept', style: 'primary', text: plain('Accept'), value: 'asg_1' },
          { type: 'button', action_id: 'decline', text: plain('Decline…'), value: 'asg_1' },
          {
            type: 'button',
            action_id: 'withdraw',
            style: 'danger',
            text: plain('Withdraw'),
            value: 'asg_1',
            confirm: {
              title: plain('Withdraw this?'),
              text: { type: 'mrkdwn', text: 'Nobody will be asked any more.' },
              confirm: plain('Withdraw'),
              deny: plain('Keep'),
            },
          },
        ],
      },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'Asked by <@UANA> in <#CML>' }] },
    ],
  };
}

/** A modal with an input of every common kind. */
export const assignmentForm: ModalView = {
  type: 'modal',
  callback_id: 'assign',
  title: plain('Assign a role'),
  submit: plain('Assign'),
  close: plain('Cancel'),
  notify_on_close: true,
  blocks: [
    {
      type: 'input',
      block_id: 'model',
      label: plain('Model'),
      element: { type: 'external_select', action_id: 'model', min_query_length: 0 },
    },
    {
      type: 'input',
      block_id: 'role',
      label: plain('Role'),
      element: { type: 'static_select', action_id: 'role', options: ['Accountable', 'Owner', 'Reviewer'].map(option) },
    },
    {
      type: 'input',
      block_id: 'who',
      label: plain('Person'),
      element: { type: 'users_select', action_id: 'who', initial_user: 'UBEN' },
    },
    {
      type: 'input',
      block_id: 'until',
      optional: true,
      label: plain('Answer by'),
      hint: plain('Unanswered by then, it goes to the team lead.'),
      element: { type: 'datepicker', action_id: 'until' },
    },
    {
      type: 'input',
      block_id: 'note',
      label: plain('Note'),
      element: { type: 'plain_text_input', action_id: 'note', multiline: true, placeholder: plain('Why them?') },
    },
  ],
};

/** A small second modal. */
export const reasonForm: ModalView = {
  type: 'modal',
  callback_id: 'reason',
  title: plain('Decline'),
  submit: plain('Decline'),
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Reason'),
      element: { type: 'plain_text_input', action_id: 'reason' },
    },
  ],
};

const chart = {
  type: 'data_visualization',
  title: 'Drift of tenure, PSI',
  chart: {
    type: 'line',
    series: [
      { name: 'PSI', data: [0.04, 0.05, 0.11, 0.27].map((value, day) => ({ label: `Day ${day + 1}`, value })) },
      { name: 'Threshold', data: [0.2, 0.2, 0.2, 0.2].map((value, day) => ({ label: `Day ${day + 1}`, value })) },
    ],
    axis_config: { categories: ['Day 1', 'Day 2', 'Day 3', 'Day 4'], x_label: 'Day', y_label: 'PSI' },
  },
};

/** A message with every block the local Slack draws. */
export const gallery = {
  text: 'Every block',
  blocks: [
    { type: 'header', text: plain('Alert: drift of tenure') },
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: '*Bold*, _italic_, ~struck~, `code` and <https://example.com/a?b=1&amp;c=2|a link>.\n• first\n• second\n1. one\n2. two\n> quoted\n```\nplain *block*\n```',
      },
      accessory: {
        type: 'overflow',
        action_id: 'more',
        options: [option('Open'), option('Mute')],
      },
    },
    chart,
    {
      type: 'table',
      rows: [
        ['Version', 'AUC', 'State'],
        ['7', '0.913', 'Production'],
        ['8', '0.921', 'Staging'],
      ].map(row => row.map(text => ({ type: 'raw_text', text }))),
      column_settings: [{}, { align: 'right' }],
    },
    { type: 'divider' },
    {
      type: 'actions',
      block_id: 'choose',
      elements: [
        {
          type: 'static_select',
          action_id: 'silence',
          placeholder: plain('Silence…'),
          options: ['1 hour', '4 hours', '1 day'].map(option),
        },
        { type: 'users_select', action_id: 'pass', placeholder: plain('Suggest someone') },
        { type: 'external_select', action_id: 'model', placeholder: plain('Pick a model'), min_query_length: 0 },
        { type: 'datepicker', action_id: 'day', initial_date: '2026-11-24' },
      ],
    },
  ] as KnownBlock[],
};
