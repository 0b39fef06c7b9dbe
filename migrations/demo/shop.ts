import { artifact, dataset, feature, inWords, label, mean, share } from './build.ts';
import type { FeatureData, ModelData } from './shape.ts';

const searches = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`search-sessions/${snapshot}`, rows, {
    months,
    about: 'Searches in the shop with what was shown, clicked and bought; positions shuffled for 2 % of them.',
  });

const rankTrain = searches('train-a', 22_418_004, [9, 4]);
const rankLater = searches('train-b', 26_902_771, [6, 1]);
const rankTest = searches('test-a', 611_902, [4, 3]);
const rankLaterTest = searches('test-b', 640_118, [1, 0]);

const item: readonly FeatureData[] = [
  feature('text_match', 'double', { about: 'BM25 of the query against title and description.' }),
  feature('category', 'string', { about: 'Product category, second level.', from: 'product.category' }),
  feature('price', 'double', { about: 'Price shown.', unit: 'EUR', from: 'product.price_eur', steps: ['log'] }),
  feature('rating', 'double', {
    about: 'Mean of the ratings, 1 to 5.',
    from: 'product.rating',
    optional: true,
    steps: ['shrink towards 3.9 with weight 8'],
  }),
  feature('stock', 'long', { about: 'Units that can be sent today.', from: 'product.stock', steps: ['clip at 100'] }),
  feature('clicks_7d', 'long', { about: 'Clicks of the last seven days.', steps: ['log1p'] }),
];

const meaning = feature('query_similarity', 'float32', {
  about: 'Cosine between the embeddings of query and product, from query-embedding.',
});

const affinity = feature('category_affinity', 'double', {
  about: 'Share of this customer’s orders that fall into the category.',
  personal: true,
  optional: true,
  from: 'customer.category_affinity',
});

const score = [label('score', 'double', 'Products are shown in the order of this figure, largest first.')];

/** In which order the shop shows what was searched for. */
export const productRanking: ModelData = {
  name: 'product-ranking',
  title: 'Product ranking',
  team: 'growth',
  task: 'RANKING',
  riskTier: 'LIMITED',
  description:
    'Orders the results of a search in the shop. It sees up to 400 products that the index found, and must answer within 60 ms.',
  purpose:
    'Let people find what they look for on the first page: each point of NDCG was worth 0.4 % of turnover in the last trial.',
  limitations:
    'Products without a click in their first week are shown too low; a fixed share of 5 % of the places is kept for them. Not for the bank’s own offers.',
  objectives: [
    { metric: 'ndcg_at_10', comparator: 'AT_LEAST', target: 0.42, rationale: 'The level of the version before last.' },
    {
      metric: 'p95_latency',
      comparator: 'AT_MOST',
      target: 60,
      unit: 'ms',
      rationale: 'Results must stand within 200 ms.',
    },
  ],
  tags: ['ranking', 'real-time', 'search', 'shop'],
  source: 'MLFLOW',
  keeper: 'priya',
  aliases: { champion: 2, challenger: 3 },
  versions: [
    {
      trainedBy: 'priya',
      algorithm: 'LambdaMART',
      framework: 'lightgbm 4.3.0',
      hyperparameters: { objective: 'lambdarank', num_leaves: '63', learning_rate: '0.07', n_estimators: '500' },
      features: item,
      labels: score,
      assumptions: ['A purchase is worth twenty clicks.'],
      training: rankTrain,
      test: rankTest,
      evaluations: [mean('ndcg_at_10', { value: 0.4187, deviation: 0.317, n: 52_440, on: rankTest })],
      artifacts: [artifact('product-ranking/1/model.txt', 'lightgbm', 5_242_880)],
      changeNote: 'First learned order, in place of hand-set weights.',
    },
    {
      trainedBy: 'priya',
      algorithm: 'LambdaMART',
      framework: 'lightgbm 4.5.0',
      hyperparameters: { objective: 'lambdarank', num_leaves: '63', learning_rate: '0.05', n_estimators: '800' },
      features: [...item, meaning],
      labels: score,
      assumptions: [
        'A purchase is worth twenty clicks.',
        'query-embedding stays at its version: a new one needs this model trained anew.',
      ],
      training: rankLater,
      test: rankLaterTest,
      evaluations: [
        mean('ndcg_at_10', { value: 0.4402, deviation: 0.321, n: 55_871, on: rankLaterTest }),
        mean('ndcg_at_10', { value: 0.361, deviation: 0.338, n: 6204, on: rankLaterTest, slice: 'rare queries' }),
        share('zero_click_searches', { hits: 9722, n: 55_871, on: rankLaterTest }),
      ],
      artifacts: [artifact('product-ranking/2/model.txt', 'lightgbm', 8_388_608)],
      changeNote: 'Adds the meaning of query and product. Rare queries gain most.',
      parent: 1,
    },
    {
      trainedBy: 'priya',
      algorithm: 'LambdaMART',
      framework: 'lightgbm 4.5.0',
      hyperparameters: { objective: 'lambdarank', num_leaves: '63', learning_rate: '0.05', n_estimators: '820' },
      features: [...item, meaning, affinity],
      labels: score,
      assumptions: ['A purchase is worth twenty clicks.', 'People without an account are ranked as before.'],
      training: rankLater,
      test: rankLaterTest,
      evaluations: [
        mean('ndcg_at_10', { value: 0.4449, deviation: 0.322, n: 55_871, on: rankLaterTest }),
        inWords('latency', { valueText: 'p95 51 ms, p99 74 ms on the staging cluster', on: rankLaterTest }),
      ],
      artifacts: [artifact('product-ranking/3/model.txt', 'lightgbm', 8_650_752)],
      changeNote: 'Adds what the customer tends to buy. Personal data: to be cleared with the privacy office first.',
      parent: 2,
      tags: ['trial'],
    },
  ],
};

const baskets = (snapshot: string, rows: number, months: [number, number]) =>
  dataset(`baskets/${snapshot}`, rows, { months, about: 'Orders with two or more products, without names.' });

const basketTrain = baskets('train-a', 3_140_992, [14, 2]);
const basketTest = baskets('test-a', 211_480, [2, 1]);
const basketLater = baskets('train-b', 3_388_020, [13, 1]);
const basketLaterTest = baskets('test-b', 218_907, [1, 0]);

const basket: readonly FeatureData[] = [
  feature('basket', 'array<string>', { about: 'Product numbers in the basket.', shape: [-1] }),
  feature('category', 'string', { about: 'Category of the last product.', from: 'product.category' }),
  feature('device', 'string', { about: 'app, phone or desktop.', steps: ['one-hot'] }),
  feature('basket_value', 'double', { about: 'Value of the basket.', unit: 'EUR', steps: ['log1p'] }),
];

const suggested = [label('products', 'array<string>', 'Up to eight product numbers, the best first.')];

/** What goes well with what is in the basket. */
export const recommendations: ModelData = {
  name: 'basket-recommendations',
  title: 'Basket recommendations',
  team: 'growth',
  task: 'RECOMMENDATION',
  riskTier: 'MINIMAL',
  description: 'Eight products that others bought together with what is in the basket, shown before checkout.',
  purpose: 'Add 60 cents to the average basket without hiding the way to the checkout.',
  limitations:
    'Knows nothing of a product in its first two weeks. Not for medicines or alcohol: they are filtered out behind it.',
  objectives: [
    { metric: 'recall_at_8', comparator: 'AT_LEAST', target: 0.18, rationale: 'Twice what the best-sellers reach.' },
  ],
  tags: ['recommendation', 'shop'],
  source: 'MLFLOW',
  keeper: 'priya',
  aliases: { champion: 2 },
  versions: [
    {
      trainedBy: 'lukas',
      algorithm: 'item-to-item co-occurrence',
      framework: 'spark 3.5.1',
      hyperparameters: { min_support: '25', shrink: '50' },
      features: basket,
      labels: suggested,
      assumptions: ['What was bought together last year is bought together next month.'],
      training: basketTrain,
      test: basketTest,
      evaluations: [share('recall_at_8', { hits: 34_260, n: 211_480, on: basketTest })],
      artifacts: [artifact('basket-recommendations/1/pairs.parquet', 'parquet', 61_865_984)],
      changeNote: 'First version: counted pairs.',
    },
    {
      trainedBy: 'priya',
      algorithm: 'two-tower neural network',
      framework: 'tensorflow 2.17.0',
      hyperparameters: { embedding: '64', batch_size: '4096', epochs: '6', negatives: '200' },
      features: [...basket, feature('weekday', 'long', { about: '1 Monday to 7 Sunday.', from: 'calendar.weekday' })],
      labels: suggested,
      assumptions: ['The index of products is rebuilt every night.'],
      training: basketLater,
      test: basketLaterTest,
      evaluations: [
        share('recall_at_8', { hits: 43_562, n: 218_907, on: basketLaterTest }),
        share('recall_at_8', { hits: 1188, n: 14_060, on: basketLaterTest, slice: 'one product in the basket' }),
      ],
      artifacts: [artifact('basket-recommendations/2/saved_model.tar.gz', 'tensorflow', 104_857_600)],
      changeNote: 'Learns likeness between products, so that rare ones get suggestions too.',
      parent: 1,
    },
  ],
};

const pairs = dataset('query-product-pairs/all-a', 5_804_221, {
  months: [10, 4],
  about: 'Queries and the product bought after them, one in each pair.',
});
const pairsTest = dataset('query-product-pairs/test-a', 50_000, { months: [4, 3], about: 'Pairs held out.' });

/** Brought in from elsewhere: its risk has not been judged. */
export const queryEmbedding: ModelData = {
  name: 'query-embedding',
  title: 'Query embedding',
  team: 'growth',
  task: 'EMBEDDING',
  riskTier: 'UNCLASSIFIED',
  description:
    'Turns a query or a product text into 384 numbers, so that alike means near. Fine-tuned from an open sentence encoder.',
  purpose: 'Find products by what people mean, in six languages, where words alone find nothing.',
  limitations:
    'Texts beyond 128 word pieces are cut. Weak in Finnish and Hungarian, which the training pairs hardly hold.',
  objectives: [
    {
      metric: 'recall_at_50',
      comparator: 'AT_LEAST',
      target: 0.85,
      rationale: 'The ranking can only order what was found.',
    },
  ],
  tags: ['embedding', 'imported', 'search'],
  source: 'HUGGING_FACE',
  keeper: 'priya',
  aliases: {},
  versions: [
    {
      trainedBy: 'priya',
      algorithm: 'transformer sentence encoder, 6 layers',
      framework: 'sentence-transformers 3.1.1',
      hyperparameters: { epochs: '2', batch_size: '256', learning_rate: '2e-5', loss: 'multiple negatives ranking' },
      features: [
        feature('text', 'string', {
          about: 'Query or product text.',
          steps: ['lower case', 'word pieces, at most 128'],
        }),
        feature('language', 'string', { about: 'Two letters.', optional: true }),
        feature('kind', 'string', { about: 'query or product: set in front of the text.' }),
        feature('brand', 'string', { about: 'Brand of the product.', optional: true, from: 'product.brand' }),
      ],
      labels: [{ ...label('embedding', 'tensor<float32>', 'Length 1.'), shape: [384] }],
      assumptions: ['What was bought after a query is what the query meant.'],
      training: pairs,
      test: pairsTest,
      evaluations: [
        share('recall_at_50', { hits: 43_905, n: 50_000, on: pairsTest }),
        share('recall_at_50', { hits: 611, n: 840, on: pairsTest, slice: 'Finnish' }),
        inWords('size', { valueText: '33 million parameters, 128 MB', on: pairsTest }),
      ],
      artifacts: [artifact('query-embedding/1/model.safetensors', 'safetensors', 133_464_836)],
      changeNote: 'Brought in as it was trained. The risk tier has still to be judged.',
    },
  ],
};
