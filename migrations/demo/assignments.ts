import type { AssignmentData, PersonKey, TeamKey } from './shape.ts';

const owner = (model: string, who: PersonKey): AssignmentData => ({
  role: 'owner',
  who,
  model,
  askedBy: 'rosa',
  answer: 'accepted',
});

const scientist = (model: string, who: PersonKey, askedBy: PersonKey): AssignmentData => ({
  role: 'data-scientist',
  who,
  model,
  askedBy,
  answer: 'accepted',
});

const ofTeam = (role: string, team: TeamKey, more: { who: PersonKey; scopeOfWork: string }): AssignmentData => ({
  role,
  team,
  ...more,
  askedBy: 'rosa',
  answer: 'accepted',
});

/** Given by the administrators’ account before anybody else can be asked. */
export const grants: readonly AssignmentData[] = [
  { role: 'admin', who: 'rosa', askedBy: 'rosa', answer: 'granted' },
  { role: 'auditor', who: 'grace', askedBy: 'rosa', answer: 'granted' },
];

/** Who answers for what, in the order they were asked. Nobody owns delivery-time. */
export const assignments: readonly AssignmentData[] = [
  owner('card-fraud', 'tomasz'),
  owner('credit-default', 'ana'),
  owner('payment-anomaly', 'mei'),
  owner('churn', 'priya'),
  owner('product-ranking', 'lukas'),
  owner('basket-recommendations', 'lukas'),
  owner('query-embedding', 'chloe'),
  {
    role: 'owner',
    who: 'lukas',
    model: 'price-elasticity',
    askedBy: 'rosa',
    answer: {
      declined: 'I keep two models in production already, and pricing is not my field. Priya knows the buyers.',
      suggested: 'priya',
    },
  },
  owner('price-elasticity', 'priya'),
  owner('demand-forecast', 'ben'),
  owner('ticket-routing', 'ben'),
  owner('invoice-fields', 'yuki'),

  ofTeam('ml-engineer', 'credit-risk', { who: 'tomasz', scopeOfWork: 'Packaging, serving and the feature store.' }),
  ofTeam('ml-engineer', 'growth', { who: 'lukas', scopeOfWork: 'Packaging, serving and the search cluster.' }),
  ofTeam('it-ops', 'operations', { who: 'yuki', scopeOfWork: 'Nightly jobs, clusters and on-call.' }),
  ofTeam('risk', 'credit-risk', {
    who: 'helena',
    scopeOfWork: 'Independent validation and the regulator’s questions.',
  }),

  scientist('card-fraud', 'ana', 'tomasz'),
  scientist('credit-default', 'mei', 'ana'),
  scientist('payment-anomaly', 'ana', 'mei'),
  scientist('churn', 'chloe', 'priya'),
  scientist('product-ranking', 'priya', 'lukas'),
  scientist('basket-recommendations', 'priya', 'lukas'),
  scientist('query-embedding', 'priya', 'chloe'),
  scientist('price-elasticity', 'chloe', 'priya'),
  scientist('delivery-time', 'noor', 'rosa'),
  scientist('demand-forecast', 'noor', 'ben'),
  scientist('ticket-routing', 'noor', 'ben'),
  scientist('invoice-fields', 'noor', 'yuki'),
  // Whoever trained a version does not approve it: colleagues look at each other's.
  scientist('churn', 'priya', 'rosa'),
  scientist('demand-forecast', 'mei', 'rosa'),
  scientist('invoice-fields', 'mei', 'rosa'),

  {
    role: 'ml-engineer',
    who: 'ben',
    model: 'invoice-fields',
    scopeOfWork: 'The nightly batch and the GPU queue.',
    askedBy: 'yuki',
    answer: 'accepted',
  },
  {
    role: 'it-ops',
    who: 'yuki',
    model: 'card-fraud',
    scopeOfWork: 'The scoring cluster and its fallback.',
    askedBy: 'tomasz',
    answer: 'accepted',
  },
  {
    role: 'risk',
    who: 'helena',
    model: 'invoice-fields',
    scopeOfWork: 'Payments to wrong accounts.',
    askedBy: 'yuki',
    answer: 'accepted',
  },
  {
    role: 'it-ops',
    who: 'yuki',
    model: 'credit-default',
    scopeOfWork: 'Hosting apart from all else: the data must not leave its zone.',
    askedBy: 'ana',
    answer: 'waiting',
  },
  {
    role: 'stakeholder',
    who: 'rosa',
    model: 'payment-anomaly',
    scopeOfWork: 'Speaks for it in the quarterly board report.',
    askedBy: 'mei',
    answer: 'waiting',
  },
];
