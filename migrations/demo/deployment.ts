import type { PersonKey } from './shape.ts';

/** A place that serves models. */
export interface TargetData {
  name: string;
  environment: 'dev' | 'staging' | 'production';
  kind: string;
  config: Readonly<Record<string, string>>;
}

/** Where a model is hosted, as who decided it says. */
export interface HostingData {
  model: string;
  environment: TargetData['environment'];
  target: string;
  serving: 'ONLINE' | 'BATCH' | 'STREAMING' | 'EDGE';
  decidedBy: PersonKey;
  integration: string;
  rationale: string;
}

/** A version that somebody asked to promote, and how far it came. */
export interface PromotionData {
  model: string;
  version: number;
  environment: TargetData['environment'];
  reason: string;
  askedBy: PersonKey;
  /** Who said yes, in this order. */
  approvedBy: readonly PersonKey[];
  /** Who rolled it out and confirmed that it runs; left out: it waits for approvals. */
  rolledOutBy?: PersonKey;
}

export const targets: readonly TargetData[] = [
  { name: 'dev-cluster', environment: 'dev', kind: 'KUBERNETES', config: { namespace: 'models-dev' } },
  { name: 'staging-cluster', environment: 'staging', kind: 'KUBERNETES', config: { namespace: 'models-staging' } },
  { name: 'online-cluster', environment: 'production', kind: 'KUBERNETES', config: { namespace: 'models' } },
  { name: 'nightly-batch', environment: 'production', kind: 'BATCH_JOB', config: { schedule: '0 2 * * *' } },
];

export const hosting: readonly HostingData[] = [
  {
    model: 'churn',
    environment: 'production',
    target: 'nightly-batch',
    serving: 'BATCH',
    decidedBy: 'lukas',
    integration: 'The campaign tool reads the scores at 6 in the morning.',
    rationale: 'Nobody needs a score within the day, and the batch costs a tenth of a service.',
  },
  {
    model: 'product-ranking',
    environment: 'production',
    target: 'online-cluster',
    serving: 'ONLINE',
    decidedBy: 'lukas',
    integration: 'The search service calls it for the first page of results.',
    rationale: 'It must answer within 60 ms, next to the search cluster.',
  },
  {
    model: 'invoice-fields',
    environment: 'production',
    target: 'nightly-batch',
    serving: 'BATCH',
    decidedBy: 'ben',
    integration: 'Accounting picks up the fields before the payment run.',
    rationale: 'Invoices come by post and mail until midnight; the GPUs are free at night.',
  },
  {
    model: 'demand-forecast',
    environment: 'production',
    target: 'nightly-batch',
    serving: 'BATCH',
    decidedBy: 'ben',
    integration: 'Purchasing orders from it every morning.',
    rationale: 'The forecast is made once a day from what was sold until midnight.',
  },
];

export const promotions: readonly PromotionData[] = [
  {
    model: 'churn',
    version: 2,
    environment: 'production',
    reason: 'Beats the rule of thumb, and finds a third more of those who leave.',
    askedBy: 'lukas',
    approvedBy: ['priya'],
    rolledOutBy: 'lukas',
  },
  {
    model: 'demand-forecast',
    version: 3,
    environment: 'production',
    reason: 'Purchasing has tried it for a month.',
    askedBy: 'ben',
    approvedBy: ['mei'],
    rolledOutBy: 'ben',
  },
  {
    model: 'invoice-fields',
    version: 2,
    environment: 'production',
    reason: 'Nine of ten invoices need no hand any more, and half as many account numbers are wrong.',
    askedBy: 'ben',
    approvedBy: [],
  },
];
