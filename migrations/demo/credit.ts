import { artifact, auc, dataset, feature, inWords, label, share } from './build.ts';
import type { FeatureData, ModelData } from './shape.ts';

const loans = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`instalment-loans/${snapshot}`, rows, {
    months,
    about: 'Instalment loans paid out, with twelve months of repayment behind each.',
  });

const loansTrain = loans('train-a', 182_440, [62, 27]);
const loansLater = loans('train-b', 241_905, [56, 20]);
const loansTest = loans('test-a', 38_112, [27, 21]);
const loansLaterTest = loans('test-b', 41_870, [20, 14]);

const applicant: readonly FeatureData[] = [
  feature('monthly_income', 'double', {
    about: 'Net income a month, as seen on the account or proven by pay slips.',
    unit: 'EUR',
    personal: true,
    from: 'customer.monthly_income_eur',
    steps: ['clip at 20,000', 'log1p'],
  }),
  feature('instalment_to_income', 'double', { about: 'New instalment divided by net income.', personal: true }),
  feature('open_credit', 'double', {
    about: 'What is owed elsewhere, from the credit bureau.',
    unit: 'EUR',
    personal: true,
    steps: ['missing is zero with a flag', 'log1p'],
  }),
  feature('late_payments_12m', 'long', {
    about: 'Payments more than 30 days late in the last twelve months.',
    personal: true,
    from: 'customer.late_payments_12m',
  }),
  feature('account_age_days', 'long', {
    about: 'Days since the account was opened.',
    unit: 'd',
    from: 'customer.account_age_days',
  }),
  feature('loan_amount', 'double', { about: 'Amount asked for.', unit: 'EUR', steps: ['log'] }),
  feature('term_months', 'long', { about: 'Term of the loan.', unit: 'months' }),
];

const overdraft = feature('overdraft_days_90d', 'long', {
  about: 'Days in overdraft in the last 90 days.',
  unit: 'd',
  personal: true,
  from: 'customer.overdraft_days_90d',
});

const pd = [label('pd_12m', 'double', 'Probability of being 90 days late within twelve months, 0 to 1.')];

/** Whether a loan will be paid back. Only for those who answer for it. */
export const creditDefault: ModelData = {
  name: 'credit-default',
  title: 'Credit default (12 months)',
  team: 'credit-risk',
  task: 'BINARY_CLASSIFICATION',
  riskTier: 'CRITICAL',
  visibility: 'RESTRICTED',
  description:
    'Probability that an instalment loan falls 90 days behind within a year of being paid out. It sets the price band and the limit; a person decides every refusal.',
  purpose:
    'Lend to more people at the same loss: keep the default rate of new loans under 2.4 % while approving at least 71 % of applications.',
  limitations:
    'Not for business loans, nor for applicants under 21 with less than six months of account history. Trained on years of low unemployment.',
  objectives: [
    {
      metric: 'roc_auc',
      comparator: 'AT_LEAST',
      target: 0.78,
      rationale: 'The level the pricing bands were approved with.',
    },
    {
      metric: 'calibration_error',
      comparator: 'AT_MOST',
      target: 0.005,
      rationale: 'Prices are computed from the probability itself, so it must be right and not only well ordered.',
    },
  ],
  tags: ['credit', 'high-stakes', 'regulated'],
  source: 'MLFLOW',
  keeper: 'mei',
  aliases: { champion: 2 },
  versions: [
    {
      trainedBy: 'mei',
      algorithm: 'logistic regression on weight-of-evidence bins',
      framework: 'scikit-learn 1.3.2',
      hyperparameters: { penalty: 'l2', C: '1.0', bins: '8', monotonic: 'true' },
      features: applicant,
      labels: pd,
      assumptions: [
        'Applicants tell their employer and their rent truthfully; one in fifty is checked.',
        'Bureau data are at most 30 days old.',
      ],
      training: loansTrain,
      test: loansTest,
      evaluations: [
        auc({ value: 0.771, positives: 938, negatives: 37_174, on: loansTest }),
        share('default_rate_of_approved', { hits: 676, n: 27_059, on: loansTest }),
      ],
      artifacts: [artifact('credit-default/1/scorecard.json', 'json', 21_870)],
      changeNote: 'First version: a scorecard that a person can read line by line.',
    },
    {
      trainedBy: 'mei',
      algorithm: 'logistic regression on weight-of-evidence bins',
      framework: 'scikit-learn 1.5.1',
      hyperparameters: { penalty: 'l2', C: '0.7', bins: '10', monotonic: 'true' },
      features: [...applicant, overdraft],
      labels: pd,
      assumptions: [
        'Bureau data are at most 30 days old.',
        'Unemployment stays below 6 %: above, the probabilities are too low.',
      ],
      training: loansLater,
      test: loansLaterTest,
      evaluations: [
        auc({ value: 0.7928, positives: 1007, negatives: 40_863, on: loansLaterTest, verified: true }),
        share('default_rate_of_approved', { hits: 681, n: 29_812, on: loansLaterTest, verified: true }),
        auc({ value: 0.731, positives: 143, negatives: 4120, on: loansLaterTest, slice: 'under 25 years' }),
        inWords('calibration_by_band', {
          valueText: 'A to D within 0.2 points, E 0.9 points high',
          on: loansLaterTest,
        }),
      ],
      artifacts: [
        artifact('credit-default/2/scorecard.json', 'json', 26_104),
        artifact('credit-default/2/bins.json', 'json', 9_402),
      ],
      documents: [
        {
          title: 'Why these features',
          kind: 'design-note',
          body: '# Why these features\n\nEvery feature can be explained to the person who is refused. Post code, first name, nationality and what somebody buys in the shop were left out on purpose, although the last would add 0.011 to the AUC.\n\nThe direction of each feature was fixed before training: more income never raises the probability of default.',
        },
        {
          title: 'Validation report',
          kind: 'validation-report',
          body: '# Validation of credit-default 2\n\n- Reproduced from the loan book by a second person.\n- Stable over the four quarters of the test data; the weakest quarter has an AUC of 0.784.\n- Fairness: approval rates of women and men differ by 1.1 points at equal probability of default.\n\n**Condition:** band E is to be calibrated again before the limit is raised.',
        },
      ],
      changeNote: 'Adds the days in overdraft, and two more years of loans.',
      parent: 1,
      tags: ['validated'],
    },
    {
      trainedBy: 'ana',
      algorithm: 'gradient boosted trees with monotonic constraints',
      framework: 'lightgbm 4.5.0',
      hyperparameters: { num_leaves: '24', learning_rate: '0.03', n_estimators: '350', monotone_constraints: 'all' },
      features: [...applicant, overdraft],
      labels: pd,
      assumptions: ['Unemployment stays below 6 %.', 'Reasons for a refusal can be given from the SHAP values.'],
      training: loansLater,
      test: loansLaterTest,
      evaluations: [
        auc({ value: 0.8061, positives: 1007, negatives: 40_863, on: loansLaterTest }),
        share('default_rate_of_approved', { hits: 652, n: 29_812, on: loansLaterTest }),
      ],
      artifacts: [artifact('credit-default/3/model.txt', 'lightgbm', 1_204_224)],
      changeNote: 'Trees in place of the scorecard. Better ordered; whether its reasons satisfy the regulator is open.',
      parent: 2,
      tags: ['research'],
    },
  ],
};

const transfers = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`account-transfers/${snapshot}`, rows, {
    months,
    about: 'Transfers between accounts with the findings of the investigators where there were any.',
  });

const transfersTrain = transfers('train-a', 11_420_008, [20, 8]);
const transfersLater = transfers('train-b', 14_006_512, [15, 3]);
const transfersTest = transfers('test-a', 930_411, [8, 7]);
const transfersLaterTest = transfers('test-b', 1_018_770, [3, 2]);

const transfer: readonly FeatureData[] = [
  feature('amount', 'double', {
    about: 'Amount of the transfer.',
    unit: 'EUR',
    from: 'payment.amount_eur',
    steps: ['log1p'],
  }),
  feature('new_beneficiary', 'boolean', { about: 'The first transfer to this account.' }),
  feature('transfers_24h', 'long', { about: 'Transfers out in the day before.', steps: ['clip at 50'] }),
  feature('share_of_balance', 'double', { about: 'Amount divided by the balance before.', steps: ['clip to 0 to 1'] }),
  feature('beneficiary_country', 'string', { about: 'Country of the receiving bank.', steps: ['frequency encoding'] }),
  feature('account_age_days', 'long', {
    about: 'Days since the account was opened.',
    unit: 'd',
    from: 'customer.account_age_days',
  }),
];

const odd = [label('anomaly_score', 'double', 'How unusual the transfer is for this account: 0 usual, 1 never seen.')];

/** Which transfers an investigator should look at. */
export const paymentAnomaly: ModelData = {
  name: 'payment-anomaly',
  title: 'Payment anomalies',
  team: 'credit-risk',
  task: 'ANOMALY_DETECTION',
  riskTier: 'HIGH',
  description:
    'Marks transfers that do not look like the account they leave. The 300 highest a day go to the investigators, who hold or release them.',
  purpose:
    'Find mule accounts and taken-over accounts a day earlier than the monthly review did, with no more work for eight investigators.',
  limitations:
    'A high score is no suspicion of crime and must not be reported as one. Salary days and the week before Christmas bring twice as many false marks.',
  objectives: [
    {
      metric: 'precision_at_300',
      comparator: 'AT_LEAST',
      target: 0.2,
      rationale: 'Below one in five, investigators stop trusting the list.',
    },
  ],
  tags: ['anomaly', 'batch', 'fraud', 'payments'],
  source: 'MLFLOW',
  keeper: 'ana',
  aliases: { champion: 2 },
  versions: [
    {
      trainedBy: 'ana',
      algorithm: 'isolation forest',
      framework: 'scikit-learn 1.5.1',
      hyperparameters: { n_estimators: '300', max_samples: '4096', contamination: '0.0003' },
      features: transfer.slice(0, 4),
      labels: odd,
      assumptions: ['Most transfers of the training months are honest.'],
      training: transfersTrain,
      test: transfersTest,
      evaluations: [share('precision_at_300', { hits: 1512, n: 8700, on: transfersTest })],
      artifacts: [artifact('payment-anomaly/1/model.joblib', 'joblib', 44_040_192)],
      changeNote: 'First version, in place of a fixed limit of 9,000 euros.',
    },
    {
      trainedBy: 'ana',
      algorithm: 'autoencoder',
      framework: 'pytorch 2.4.1',
      hyperparameters: { layers: '64-16-4-16-64', epochs: '30', batch_size: '2048', learning_rate: '0.001' },
      features: transfer,
      labels: odd,
      assumptions: [
        'Most transfers of the training months are honest.',
        'An account behaves alike from month to month once it is 90 days old.',
      ],
      training: transfersLater,
      test: transfersLaterTest,
      evaluations: [
        share('precision_at_300', { hits: 2088, n: 9000, on: transfersLaterTest }),
        share('precision_at_300', { hits: 171, n: 1200, on: transfersLaterTest, slice: 'salary days' }),
        inWords('median_lead', { valueText: '19 hours before the monthly review', on: transfersLaterTest }),
      ],
      artifacts: [artifact('payment-anomaly/2/model.onnx', 'onnx', 892_928)],
      changeNote: 'Learns each account’s habits; adds the country and the age of the account.',
      parent: 1,
    },
  ],
};
