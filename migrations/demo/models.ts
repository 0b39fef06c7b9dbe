import { cardFraud } from './card-fraud.ts';
import { creditDefault, paymentAnomaly } from './credit.ts';
import { churn, priceElasticity } from './customers.ts';
import { deliveryTime, demandForecast } from './delivery.ts';
import { invoiceFields, ticketRouting } from './desk.ts';
import type { CostData, ModelData } from './shape.ts';
import { productRanking, queryEmbedding, recommendations } from './shop.ts';

/** The dozen models of the demo catalogue. */
export const models: readonly ModelData[] = [
  creditDefault,
  paymentAnomaly,
  priceElasticity,
  recommendations,
  queryEmbedding,
  invoiceFields,
  ticketRouting,
  demandForecast,
  productRanking,
  churn,
  deliveryTime,
  cardFraud,
];

/** What some of them cost, and may cost; product-ranking will pass its budget. */
export const costs: readonly CostData[] = [
  {
    model: 'card-fraud',
    budget: 4200,
    currency: 'EUR',
    items: [
      { item: 'serving cluster', environment: 'production', perDay: 96.4, growthPerDay: 0.002 },
      { item: 'feature store', environment: 'production', perDay: 31.2, growthPerDay: 0 },
    ],
  },
  {
    model: 'product-ranking',
    budget: 2600,
    currency: 'EUR',
    items: [
      { item: 'serving cluster', environment: 'production', perDay: 68.9, growthPerDay: 0.009 },
      { item: 'training', environment: 'dev', perDay: 11.5, growthPerDay: 0 },
    ],
  },
  {
    model: 'demand-forecast',
    budget: 900,
    currency: 'EUR',
    items: [{ item: 'nightly batch job', environment: 'production', perDay: 22.3, growthPerDay: 0.001 }],
  },
  {
    model: 'invoice-fields',
    budget: 1500,
    currency: 'EUR',
    items: [{ item: 'GPU hours', environment: 'production', perDay: 38.6, growthPerDay: 0.003 }],
  },
];
