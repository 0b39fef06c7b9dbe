import { artifact, auc, dataset, feature, inWords, label, mean, share } from './build.ts';
import type { FeatureData, ModelData } from './shape.ts';

const customers = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`customer-months/${snapshot}`, rows, {
    months,
    about: 'One row for each active customer and month, with whether they were gone 90 days later.',
  });

const churnTrain = customers('train-a', 1_912_400, [30, 12]);
const churnLater = customers('train-b', 2_260_118, [25, 7]);
const churnValidation = customers('validation-b', 118_402, [7, 6]);
const churnTest = customers('test-a', 104_918, [12, 11]);
const churnLaterTest = customers('test-b', 121_336, [6, 5]);

const habits: readonly FeatureData[] = [
  feature('days_since_order', 'long', {
    about: 'Days since the last order.',
    unit: 'd',
    from: 'customer.days_since_order',
    steps: ['clip at 365'],
  }),
  feature('orders_90d', 'long', { about: 'Orders in the last 90 days.', from: 'customer.orders_90d' }),
  feature('basket_value', 'double', {
    about: 'Mean value of an order in the last year.',
    unit: 'EUR',
    from: 'customer.basket_value_eur',
    steps: ['median imputation', 'log1p'],
  }),
  feature('returns_share', 'double', { about: 'Share of ordered goods sent back.', steps: ['clip to 0 to 1'] }),
  feature('tickets_90d', 'long', { about: 'Questions to customer support in the last 90 days.' }),
  feature('account_age_days', 'long', {
    about: 'Days since the account was opened.',
    unit: 'd',
    from: 'customer.account_age_days',
  }),
];

const app: readonly FeatureData[] = [
  feature('app_sessions_30d', 'long', { about: 'Sessions in the app in the last 30 days.', optional: true }),
  feature('newsletter', 'boolean', { about: 'Wishes to receive the newsletter.', personal: true }),
  feature('delivery_delay_mean', 'double', {
    about: 'Mean delay of deliveries in the last 90 days.',
    unit: 'h',
    steps: ['zero when there was none'],
  }),
];

const leaves = [label('churn_probability', 'double', 'Probability of no order in the next 90 days, 0 to 1.')];

/** Which customers are about to leave. */
export const churn: ModelData = {
  name: 'churn',
  title: 'Customer churn',
  team: 'growth',
  task: 'BINARY_CLASSIFICATION',
  riskTier: 'LIMITED',
  description:
    'Probability that a customer orders nothing in the next 90 days, computed every Monday for everybody who ordered in the last year.',
  purpose:
    'Spend the retention budget of 40,000 euros a month on those who would leave without it, not on those who stay anyway.',
  limitations:
    'Says who may leave, not whom a voucher would keep. Not for customers with a single order: they have a rule of their own.',
  objectives: [
    {
      metric: 'roc_auc',
      comparator: 'AT_LEAST',
      target: 0.8,
      rationale: 'At 0.80 the campaign pays for itself with a voucher of ten euros.',
    },
    {
      metric: 'precision_top_decile',
      comparator: 'AT_LEAST',
      target: 0.55,
      rationale: 'Every second voucher should reach somebody who would have left.',
    },
  ],
  tags: ['crm', 'customers', 'weekly'],
  source: 'MLFLOW',
  keeper: 'chloe',
  aliases: { champion: 2, challenger: 3 },
  versions: [
    {
      trainedBy: 'chloe',
      algorithm: 'logistic regression',
      framework: 'scikit-learn 1.4.2',
      hyperparameters: { penalty: 'l2', C: '0.5' },
      features: habits,
      labels: leaves,
      assumptions: ['Who orders nothing for 90 days has left; one in nine comes back later all the same.'],
      training: churnTrain,
      test: churnTest,
      evaluations: [
        auc({ value: 0.784, positives: 18_885, negatives: 86_033, on: churnTest }),
        share('precision_top_decile', { hits: 5413, n: 10_492, on: churnTest }),
      ],
      artifacts: [artifact('churn/1/model.joblib', 'joblib', 12_288)],
      changeNote: 'First version, to see whether a model beats the rule “no order for 60 days”. It does, by 9 points.',
    },
    {
      trainedBy: 'chloe',
      algorithm: 'gradient boosted trees',
      framework: 'xgboost 2.1.0',
      hyperparameters: { max_depth: '5', eta: '0.1', n_estimators: '300', min_child_weight: '20' },
      features: [...habits, ...app],
      labels: leaves,
      assumptions: [
        'Who orders nothing for 90 days has left; one in nine comes back later all the same.',
        'App sessions are missing for people who refused tracking, and for nobody else.',
      ],
      training: churnLater,
      validation: churnValidation,
      test: churnLaterTest,
      evaluations: [
        auc({ value: 0.8217, positives: 21_476, negatives: 99_860, on: churnLaterTest }),
        share('precision_top_decile', { hits: 7038, n: 12_134, on: churnLaterTest }),
        auc({ value: 0.768, positives: 4310, negatives: 14_022, on: churnLaterTest, slice: 'no app' }),
        inWords('most_important', { valueText: 'days_since_order, orders_90d, tickets_90d', on: churnLaterTest }),
      ],
      artifacts: [artifact('churn/2/model.ubj', 'xgboost', 2_097_152)],
      documents: [
        {
          title: 'How the list is used',
          kind: 'usage',
          body: '# How the list is used\n\nEvery Monday at 05:00 the scores go to the campaign tool. The top decile minus everybody who had a voucher in the last 60 days gets one of ten euros; a tenth of them, drawn at random, gets none, so that the effect can be measured.',
        },
      ],
      changeNote: 'Adds what happens in the app and how late deliveries were.',
      parent: 1,
    },
    {
      trainedBy: 'priya',
      algorithm: 'gradient boosted trees',
      framework: 'xgboost 2.1.1',
      hyperparameters: { max_depth: '4', eta: '0.05', n_estimators: '640', min_child_weight: '20' },
      features: [...habits, ...app.slice(0, 1), ...app.slice(2)],
      labels: leaves,
      assumptions: ['App sessions are missing for people who refused tracking, and for nobody else.'],
      training: churnLater,
      validation: churnValidation,
      test: churnLaterTest,
      evaluations: [
        auc({ value: 0.8236, positives: 21_476, negatives: 99_860, on: churnLaterTest }),
        share('precision_top_decile', { hits: 7099, n: 12_134, on: churnLaterTest }),
      ],
      artifacts: [artifact('churn/3/model.ubj', 'xgboost', 2_936_012)],
      changeNote: 'Drops the newsletter flag: personal data that added nothing. Callers need not send it any more.',
      parent: 2,
    },
  ],
};

const prices = dataset('price-changes/all-a', 84_310, {
  months: [26, 2],
  about: 'Price changes with units sold in the four weeks before and after, and the prices of three competitors.',
});
const priceTest = dataset('price-changes/test-a', 9_120, {
  months: [2, 1],
  about: 'Price changes of one month, held out.',
});

const price: readonly FeatureData[] = [
  feature('price_change', 'double', { about: 'New price divided by the old one, minus 1.' }),
  feature('category', 'string', {
    about: 'Product category, second level.',
    from: 'product.category',
    steps: ['one-hot'],
  }),
  feature('competitor_gap', 'double', {
    about: 'Our price divided by the lowest of three competitors.',
    optional: true,
    steps: ['median of the category where missing'],
  }),
  feature('week_of_year', 'long', { about: 'Calendar week of the change.', steps: ['sine and cosine'] }),
];

/** How much less is sold when a price goes up. */
export const priceElasticity: ModelData = {
  name: 'price-elasticity',
  title: 'Price elasticity',
  team: 'growth',
  task: 'REGRESSION',
  riskTier: 'LIMITED',
  description:
    'Estimates by how many per cent the units sold change when a price changes by one per cent, for each category and season. Buyers see it beside the price they are about to set.',
  purpose: 'Raise the margin of the home and garden range by 1.5 points without losing more than 2 % of its turnover.',
  limitations:
    'Only for changes between -20 % and +15 %: beyond that there is no data. It must never set different prices for different people.',
  objectives: [
    {
      metric: 'mae',
      comparator: 'AT_MOST',
      target: 0.35,
      unit: 'points of elasticity',
      rationale: 'With a larger error the suggested price is no better than the buyers’ own.',
    },
  ],
  tags: ['decision-support', 'pricing'],
  source: 'GITHUB',
  keeper: 'chloe',
  aliases: { champion: 2 },
  versions: [
    {
      trainedBy: 'chloe',
      algorithm: 'ridge regression',
      framework: 'scikit-learn 1.4.2',
      hyperparameters: { alpha: '2.0' },
      features: price,
      labels: [label('elasticity', 'double', 'Change in units sold for each change in price, as a ratio.')],
      assumptions: ['Prices were not changed because demand was about to change.'],
      training: prices,
      test: priceTest,
      evaluations: [mean('mae', { value: 0.44, deviation: 0.52, n: 9120, on: priceTest })],
      artifacts: [artifact('price-elasticity/1/model.json', 'json', 8_204)],
      changeNote: 'First version: a straight line for each category.',
    },
    {
      trainedBy: 'priya',
      algorithm: 'double machine learning',
      framework: 'econml 0.15.1',
      hyperparameters: { model_y: 'lightgbm', model_t: 'lightgbm', cv: '5', n_estimators: '400' },
      features: price,
      labels: [label('elasticity', 'double', 'Change in units sold for each change in price, as a ratio.')],
      assumptions: [
        'What drives both price and demand is in the features: season, category and the competitors’ prices.',
        'Competitors do not answer a change within four weeks.',
      ],
      training: prices,
      test: priceTest,
      evaluations: [
        mean('mae', { value: 0.312, deviation: 0.41, n: 9120, on: priceTest }),
        mean('mae', { value: 0.478, deviation: 0.63, n: 611, on: priceTest, slice: 'garden furniture' }),
        inWords('sign', { valueText: 'negative in 38 of 41 categories, as theory has it', on: priceTest }),
      ],
      artifacts: [artifact('price-elasticity/2/model.pkl', 'pickle', 18_874_368)],
      changeNote: 'Separates the effect of the price from the season, which the first version mixed up.',
      parent: 1,
    },
  ],
};
