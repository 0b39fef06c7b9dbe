import { artifact, dataset, feature, inWords, label, share } from './build.ts';
import type { FeatureData, ModelData } from './shape.ts';

const tickets = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`support-tickets/${snapshot}`, rows, {
    months,
    about: 'Questions to customer support with the team that solved them in the end; names and numbers blanked.',
  });

const ticketsTrain = tickets('train-a', 412_006, [17, 5]);
const ticketsLater = tickets('train-b', 468_330, [14, 2]);
const ticketsTest = tickets('test-a', 31_204, [5, 4]);
const ticketsLaterTest = tickets('test-b', 33_871, [2, 1]);

const ticket: readonly FeatureData[] = [
  feature('subject', 'string', { about: 'Subject line.', personal: true, steps: ['blank names and numbers'] }),
  feature('body', 'string', {
    about: 'The first 2,000 characters.',
    personal: true,
    steps: ['blank names and numbers'],
  }),
  feature('language', 'string', { about: 'Two letters.' }),
  feature('channel', 'string', { about: 'e-mail, chat or app.', steps: ['one-hot'] }),
];

const order: readonly FeatureData[] = [
  feature('days_since_order', 'long', {
    about: 'Days since the last order.',
    unit: 'd',
    from: 'customer.days_since_order',
    optional: true,
  }),
  feature('open_return', 'boolean', { about: 'A return is on its way.' }),
];

const desks = [
  label('team', 'string', 'One of eleven support teams.'),
  label('confidence', 'double', 'Probability of that team, 0 to 1.'),
];

/** Who should answer a customer’s question. */
export const ticketRouting: ModelData = {
  name: 'ticket-routing',
  title: 'Support ticket routing',
  team: 'operations',
  task: 'MULTICLASS_CLASSIFICATION',
  riskTier: 'MINIMAL',
  description:
    'Chooses which of eleven teams answers a ticket. Below a confidence of 0.6 it goes to the general queue, where a person chooses.',
  purpose:
    'Spare customers the second “we have passed you on”: bring the tickets that change hands from 31 % to under 15 %.',
  limitations:
    'Complaints about people go to the general queue by rule, whatever the model says. English, German, French and Italian only.',
  objectives: [
    { metric: 'accuracy', comparator: 'AT_LEAST', target: 0.85, rationale: 'Then fewer than 15 % change hands.' },
    {
      metric: 'p95_latency',
      comparator: 'AT_MOST',
      target: 500,
      unit: 'ms',
      rationale: 'People in the chat wait for it.',
    },
  ],
  tags: ['customer-support', 'text'],
  source: 'GITHUB',
  keeper: 'noor',
  aliases: { champion: 2 },
  versions: [
    {
      trainedBy: 'noor',
      algorithm: 'linear classifier on word n-grams',
      framework: 'scikit-learn 1.5.0',
      hyperparameters: { ngram_range: '1-2', max_features: '200000', C: '4.0' },
      features: ticket,
      labels: desks,
      assumptions: ['The team that solved a ticket is the team that should have had it.'],
      training: ticketsTrain,
      test: ticketsTest,
      evaluations: [
        share('accuracy', { hits: 25_244, n: 31_204, on: ticketsTest }),
        share('accuracy', { hits: 1403, n: 2011, on: ticketsTest, slice: 'Italian' }),
      ],
      artifacts: [artifact('ticket-routing/1/model.joblib', 'joblib', 88_080_384)],
      changeNote: 'First version, in place of a menu with eleven entries that most people clicked at random.',
    },
    {
      trainedBy: 'noor',
      algorithm: 'fine-tuned multilingual transformer',
      framework: 'transformers 4.45.2',
      hyperparameters: { epochs: '3', batch_size: '64', learning_rate: '3e-5', max_length: '256' },
      features: [...ticket, ...order],
      labels: desks,
      assumptions: [
        'The team that solved a ticket is the team that should have had it.',
        'The eleven teams stay as they are; a twelfth needs a new version.',
      ],
      training: ticketsLater,
      test: ticketsLaterTest,
      evaluations: [
        share('accuracy', { hits: 29_633, n: 33_871, on: ticketsLaterTest }),
        share('accuracy', { hits: 1802, n: 2190, on: ticketsLaterTest, slice: 'Italian' }),
        share('sent_to_general_queue', { hits: 2541, n: 33_871, on: ticketsLaterTest }),
        inWords('worst_confusion', { valueText: 'returns and refunds, 4.1 % of both', on: ticketsLaterTest }),
      ],
      artifacts: [artifact('ticket-routing/2/model.onnx', 'onnx', 279_969_792)],
      changeNote: 'Reads four languages with one model, and knows whether a return is on its way.',
      parent: 1,
    },
  ],
};

const invoices = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`supplier-invoices/${snapshot}`, rows, {
    months,
    about: 'Invoices of suppliers as page images, with the fields as the clerks booked them.',
  });

const invoicesTrain = invoices('train-a', 64_118, [24, 6]);
const invoicesLater = invoices('train-b', 79_502, [22, 3]);
const invoicesTest = invoices('test-a', 4_206, [6, 5]);
const invoicesLaterTest = invoices('test-b', 4_811, [3, 2]);

const page: readonly FeatureData[] = [
  feature('page_image', 'tensor<float32>', {
    about: 'One page at 150 dpi.',
    shape: [-1, 3, 1280, 905],
    steps: ['straighten', 'scale to 0 to 1'],
  }),
  feature('words', 'array<string>', { about: 'Words as the text recognition read them.', shape: [-1] }),
  feature('boxes', 'array<long>', { about: 'Where each word stands: left, top, right, bottom.', shape: [-1, 4] }),
  feature('supplier_country', 'string', { about: 'Two letters.', optional: true }),
  feature('page_count', 'long', { about: 'Pages of the invoice.', steps: ['clip at 20'] }),
];

const fields = [
  label('invoice_number', 'string', 'As printed.'),
  label('total', 'double', 'Total with tax, in the currency of the invoice.'),
  label('due_date', 'datetime', 'When it must be paid.'),
  label('iban', 'string', 'Where to; checked against the supplier’s file before anything is paid.'),
];

/** What an invoice says, so that nobody types it. */
export const invoiceFields: ModelData = {
  name: 'invoice-fields',
  title: 'Invoice field extraction',
  team: 'operations',
  task: 'OTHER',
  riskTier: 'HIGH',
  description:
    'Reads number, total, due date and IBAN from suppliers’ invoices. What is below 0.98 in confidence is shown to a clerk beside the page.',
  purpose:
    'Book 70 % of 5,000 invoices a month without anybody typing, and pay none of them twice or to the wrong account.',
  limitations:
    'Not for handwriting, and not for credit notes. Never pays by itself: a new IBAN is always confirmed by a person.',
  objectives: [
    {
      metric: 'all_fields_right',
      comparator: 'AT_LEAST',
      target: 0.9,
      rationale: 'What the clerks reach on a Friday afternoon.',
    },
    { metric: 'wrong_iban', comparator: 'AT_MOST', target: 0.001, rationale: 'Money sent astray is hard to get back.' },
  ],
  tags: ['documents', 'finance', 'nightly'],
  source: 'MLFLOW',
  keeper: 'noor',
  aliases: { champion: 1, challenger: 2 },
  versions: [
    {
      trainedBy: 'noor',
      algorithm: 'layout-aware transformer',
      framework: 'transformers 4.40.1',
      hyperparameters: { epochs: '12', batch_size: '16', learning_rate: '4e-5' },
      features: page.slice(1),
      labels: fields,
      assumptions: ['The text recognition reads printed digits right in 99.9 of 100 cases.'],
      training: invoicesTrain,
      test: invoicesTest,
      evaluations: [
        share('all_fields_right', { hits: 3802, n: 4206, on: invoicesTest }),
        share('wrong_iban', { hits: 3, n: 4206, on: invoicesTest }),
      ],
      artifacts: [artifact('invoice-fields/1/model.onnx', 'onnx', 501_219_328)],
      changeNote: 'First version, trained on the invoices of the 900 largest suppliers.',
    },
    {
      trainedBy: 'noor',
      algorithm: 'layout-aware transformer with image encoder',
      framework: 'transformers 4.45.2',
      hyperparameters: { epochs: '10', batch_size: '8', learning_rate: '3e-5', image_encoder: 'resnet-50' },
      features: page,
      labels: fields,
      assumptions: [
        'The text recognition reads printed digits right in 99.9 of 100 cases.',
        'Suppliers change their layout less than once a year.',
      ],
      training: invoicesLater,
      test: invoicesLaterTest,
      evaluations: [
        share('all_fields_right', { hits: 4475, n: 4811, on: invoicesLaterTest }),
        share('wrong_iban', { hits: 2, n: 4811, on: invoicesLaterTest }),
        share('all_fields_right', { hits: 288, n: 341, on: invoicesLaterTest, slice: 'supplier not seen in training' }),
        inWords('booked_without_a_clerk', { valueText: '72 % (version 1: 64 %)', on: invoicesLaterTest }),
      ],
      artifacts: [artifact('invoice-fields/2/model.onnx', 'onnx', 612_368_384)],
      changeNote: 'Sees the page and not only its words: tables with thin lines were the commonest mistake.',
      parent: 1,
    },
  ],
};
