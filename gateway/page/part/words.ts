import { LRUCache } from 'lru-cache';

const known = new Map(
  Object.entries({
    'it-ops': 'IT operations',
    'ml-engineer': 'ML engineer',
    KSERVE: 'KServe',
    MLFLOW: 'MLflow',
    MLFLOW_ALIAS: 'Alias in MLflow',
    GITHUB: 'GitHub',
    HUGGING_FACE: 'Hugging Face',
    ONNX: 'ONNX',
    API: 'API',
    CLI: 'Command line',
    GRAPHQL: 'Graph',
    EU_AI_ACT_ANNEX_IV: 'EU AI Act, Annex IV',
    SR_11_7_INVENTORY: 'Inventory of models (SR 11-7)',
    CYCLONEDX_ML_BOM: 'Bill of materials (CycloneDX)',
    DATAHUB: 'DataHub',
    MLMODEL: 'MLmodel file',
    CODEOWNERS: 'CODEOWNERS',
    EVERYTHING: 'Everything',
  }),
);

/** A name of the graph as people read it: PENDING_REVIEW becomes "Pending review". */
export function words(name: string): string {
  const text = known.get(name) ?? name.replaceAll(/[_-]/g, ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** So many of a thing, in words: "1 model", "3 models". */
export function count(many: number, one: string, more = `${one}s`): string {
  return `${number(many)} ${many === 1 ? one : more}`;
}

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 4 });
const oneDigit = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

/** A number with at most four digits that count, and thousands apart. */
export function number(value: number): string {
  return (Number.isInteger(value) ? whole : fraction).format(value);
}

/** A probability by chance alone; the very small ones are not told apart. */
export function chance(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : number(p);
}

/** A share between 0 and 1 as a percentage. */
export function percent(share: number): string {
  return `${oneDigit.format(share * 100)} %`;
}

/** How amounts of a currency are written, of those asked for last; null: it is none that is known. */
const currencies = new LRUCache<string, { format: Intl.NumberFormat | null }>({ max: 50 });

/** An amount of money; the currency as it was given when it is none that is known. */
export function money(amount: number, currency: string): string {
  const known = currencies.get(currency) ?? { format: formatOf(currency) };
  currencies.set(currency, known);
  return known.format ? known.format.format(amount) : `${number(amount)} ${currency}`;
}

function formatOf(currency: string): Intl.NumberFormat | null {
  try {
    return new Intl.NumberFormat('en-GB', { style: 'currency', currency, maximumFractionDigits: 0 });
  } catch {
    return null;
  }
}
