import { artifact, dataset, feature, inWords, label, mean, share } from './build.ts';
import type { FeatureData, ModelData } from './shape.ts';

const parcels = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`parcels/${snapshot}`, rows, { months, about: 'Parcels sent, with every scan between warehouse and door.' });

const parcelsTrain = parcels('train-a', 2_704_116, [19, 5]);
const parcelsLater = parcels('train-b', 3_011_840, [15, 2]);
const parcelsTest = parcels('test-a', 190_502, [5, 4]);
const parcelsLaterTest = parcels('test-b', 204_664, [2, 1]);

const parcel: readonly FeatureData[] = [
  feature('distance', 'double', { about: 'From warehouse to door by road.', unit: 'km', steps: ['log1p'] }),
  feature('carrier', 'string', { about: 'Which of four carriers brings it.', steps: ['one-hot'] }),
  feature('post_code_area', 'string', {
    about: 'First two digits of the post code.',
    personal: true,
    steps: ['target encoding, 10 folds'],
  }),
  feature('ordered_at_hour', 'long', { about: 'Hour of the order.', unit: 'h', steps: ['sine and cosine'] }),
  feature('weekday', 'long', { about: '1 Monday to 7 Sunday.', from: 'calendar.weekday' }),
  feature('weight', 'double', { about: 'Weight of the parcel.', unit: 'kg', from: 'product.weight_kg' }),
];

const backlog: readonly FeatureData[] = [
  feature('warehouse_backlog', 'long', { about: 'Orders waiting in the warehouse.', from: 'warehouse.backlog' }),
  feature('public_holiday', 'boolean', {
    about: 'A holiday at the place of delivery.',
    from: 'calendar.public_holiday',
  }),
];

const hours = [label('hours', 'double', 'Hours from the order to the door.')];

/** When a parcel will arrive. Nobody owns it yet. */
export const deliveryTime: ModelData = {
  name: 'delivery-time',
  title: 'Delivery time',
  team: 'operations',
  task: 'REGRESSION',
  riskTier: 'LIMITED',
  description:
    'Hours from order to door. The shop shows the day it falls on beside every product, and customer support reads it from the order.',
  purpose: 'Promise a day and keep it: each point of kept promises saves 1,100 support tickets a month.',
  limitations:
    'Not for furniture, which a haulier brings by appointment. Blind to strikes and closed roads until the scans show them.',
  objectives: [
    {
      metric: 'mae',
      comparator: 'AT_MOST',
      target: 6,
      unit: 'h',
      rationale: 'Half a working day, so that the day shown is right.',
    },
    {
      metric: 'on_the_day_shown',
      comparator: 'AT_LEAST',
      target: 0.9,
      rationale: 'The promise on the product page says “nine of ten”.',
    },
  ],
  tags: ['delivery', 'logistics', 'real-time'],
  source: 'MLFLOW',
  keeper: 'noor',
  aliases: { champion: 1, challenger: 2 },
  versions: [
    {
      trainedBy: 'noor',
      algorithm: 'gradient boosted trees',
      framework: 'xgboost 2.0.3',
      hyperparameters: { max_depth: '6', eta: '0.1', n_estimators: '350', objective: 'reg:absoluteerror' },
      features: parcel,
      labels: hours,
      assumptions: ['Carriers keep their cut-off times.', 'Scans arrive within an hour.'],
      training: parcelsTrain,
      test: parcelsTest,
      evaluations: [
        mean('mae', { value: 6.42, deviation: 8.9, n: 190_502, on: parcelsTest }),
        share('on_the_day_shown', { hits: 167_070, n: 190_502, on: parcelsTest }),
      ],
      artifacts: [artifact('delivery-time/1/model.ubj', 'xgboost', 3_355_443)],
      changeNote: 'First version, in place of the carriers’ own tables.',
    },
    {
      trainedBy: 'noor',
      algorithm: 'gradient boosted trees, three quantiles',
      framework: 'lightgbm 4.5.0',
      hyperparameters: { objective: 'quantile', alpha: '0.1, 0.5, 0.9', num_leaves: '80', n_estimators: '600' },
      features: [...parcel, ...backlog],
      labels: [...hours, label('hours_p90', 'double', 'Nine of ten parcels are there by then.')],
      assumptions: [
        'Carriers keep their cut-off times.',
        'Scans arrive within an hour.',
        'The backlog is reported every ten minutes by all three warehouses.',
      ],
      training: parcelsLater,
      test: parcelsLaterTest,
      evaluations: [
        mean('mae', { value: 5.31, deviation: 7.6, n: 204_664, on: parcelsLaterTest }),
        share('on_the_day_shown', { hits: 187_881, n: 204_664, on: parcelsLaterTest }),
        mean('mae', { value: 9.87, deviation: 13.1, n: 8420, on: parcelsLaterTest, slice: 'islands and mountains' }),
        inWords('coverage_p90', { valueText: '89.6 % of parcels arrive by the upper figure', on: parcelsLaterTest }),
      ],
      artifacts: [artifact('delivery-time/2/model.txt', 'lightgbm', 9_437_184)],
      documents: [
        {
          title: 'What the next owner should know',
          kind: 'handover-note',
          body: '# What the next owner should know\n\n- The shop reads `hours_p90`, customer support reads `hours`.\n- The third warehouse reports its backlog by hand until its new system is in. When the figure is older than an hour, send 0 and the model falls back to the hour of the day.\n- Version 2 has been running beside version 1 for three weeks. What is missing is somebody who answers for it.',
        },
      ],
      changeNote: 'Sees the backlog and public holidays, and says by when nine of ten parcels arrive.',
      parent: 1,
      tags: ['candidate'],
    },
  ],
};

const sales = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`daily-sales/${snapshot}`, rows, { months, about: 'Units sold by product, warehouse and day.' });

const salesTrain = sales('train-a', 41_220_706, [42, 6]);
const salesLater = sales('train-b', 46_871_300, [39, 3]);
const salesTest = sales('test-a', 3_890_115, [6, 3]);
const salesLaterTest = sales('test-b', 4_102_388, [3, 0]);

const day: readonly FeatureData[] = [
  feature('units_lag_7', 'double', { about: 'Units sold seven days before.', from: 'product.units_7d_ago' }),
  feature('units_mean_28', 'double', { about: 'Mean units a day over 28 days.', from: 'product.units_mean_28d' }),
  feature('weekday', 'long', { about: '1 Monday to 7 Sunday.', from: 'calendar.weekday' }),
  feature('public_holiday', 'boolean', {
    about: 'A holiday in the country of the warehouse.',
    from: 'calendar.public_holiday',
  }),
  feature('promotion', 'boolean', { about: 'The product is in a campaign on that day.' }),
  feature('price', 'double', { about: 'Price on that day.', unit: 'EUR', from: 'product.price_eur', steps: ['log'] }),
  feature('category', 'string', { about: 'Product category, second level.', from: 'product.category' }),
];

const units = [label('units', 'array<double>', 'Units a day for the next 28 days.')];

/** How much will be sold, so that it is there. */
export const demandForecast: ModelData = {
  name: 'demand-forecast',
  title: 'Demand forecast',
  team: 'operations',
  task: 'FORECASTING',
  riskTier: 'LIMITED',
  description:
    'Units of each product that each warehouse will send on each of the next 28 days. Runs every night; the buyers’ orders are proposed from it.',
  purpose: 'Have 97 % of what is ordered in stock with a fifth less money tied up in the shelves.',
  limitations:
    'New products follow their category until they have four weeks of sales. A campaign that is not entered is not seen.',
  objectives: [
    {
      metric: 'wape',
      comparator: 'AT_MOST',
      target: 0.24,
      rationale: 'At 24 % the safety stock can be cut by a fifth.',
    },
    {
      metric: 'bias',
      comparator: 'AT_MOST',
      target: 0.03,
      rationale: 'A forecast that is always high fills the shelves.',
    },
  ],
  tags: ['forecast', 'nightly', 'supply'],
  source: 'MLFLOW',
  keeper: 'noor',
  aliases: { champion: 3 },
  versions: [
    {
      trainedBy: 'noor',
      algorithm: 'exponential smoothing with weekly season',
      framework: 'statsmodels 0.14.2',
      hyperparameters: { trend: 'damped', seasonal: 'additive', period: '7' },
      features: day.slice(0, 4),
      labels: units,
      assumptions: ['Next month resembles the last, weekday by weekday.'],
      training: salesTrain,
      test: salesTest,
      evaluations: [mean('wape', { value: 0.291, deviation: 0.36, n: 48_200, on: salesTest })],
      artifacts: [artifact('demand-forecast/1/parameters.parquet', 'parquet', 27_262_976)],
      changeNote: 'First version: each product by itself.',
    },
    {
      trainedBy: 'noor',
      algorithm: 'gradient boosted trees',
      framework: 'lightgbm 4.3.0',
      hyperparameters: { objective: 'tweedie', num_leaves: '128', n_estimators: '900' },
      features: day,
      labels: units,
      assumptions: ['Campaigns are known 28 days ahead.'],
      training: salesTrain,
      test: salesTest,
      evaluations: [
        mean('wape', { value: 0.246, deviation: 0.33, n: 48_200, on: salesTest }),
        mean('bias', { value: 0.041, deviation: 0.42, n: 48_200, on: salesTest }),
      ],
      artifacts: [artifact('demand-forecast/2/model.txt', 'lightgbm', 22_020_096)],
      changeNote: 'One model for all products. Learns what a campaign does; leans high by 4 %.',
      parent: 1,
    },
    {
      trainedBy: 'noor',
      algorithm: 'gradient boosted trees',
      framework: 'lightgbm 4.5.0',
      hyperparameters: { objective: 'tweedie', tweedie_variance_power: '1.2', num_leaves: '128', n_estimators: '1100' },
      features: day,
      labels: units,
      assumptions: [
        'Campaigns are known 28 days ahead.',
        'Days on which a product was sold out were filled in before training.',
      ],
      training: salesLater,
      test: salesLaterTest,
      evaluations: [
        mean('wape', { value: 0.229, deviation: 0.31, n: 50_900, on: salesLaterTest }),
        mean('bias', { value: 0.012, deviation: 0.4, n: 50_900, on: salesLaterTest }),
        mean('wape', { value: 0.388, deviation: 0.47, n: 3110, on: salesLaterTest, slice: 'first four weeks' }),
      ],
      artifacts: [artifact('demand-forecast/3/model.txt', 'lightgbm', 27_262_976)],
      changeNote: 'Days that were sold out are filled in before training, which takes the lean away.',
      parent: 2,
    },
  ],
};
