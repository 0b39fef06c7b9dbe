import type { Observation } from './observation.ts';

/** A row whose label is awaited, as it is kept. */
export interface PredictionRow {
  predictionId: string;
  at: Date;
  /** What was predicted: a number, or a text. */
  number: number | null;
  text: string | null;
  score: number | null;
  /** JSON. */
  features: string;
}

/** A value that may be anything as what a database keeps of it: a number, a text, or neither. */
export function numberOrText(value: unknown): Pick<PredictionRow, 'number' | 'text'> {
  if (typeof value === 'number' && Number.isFinite(value)) return { number: value, text: null };
  const text = typeof value === 'string' || typeof value === 'boolean' ? storedText(String(value)) : null;
  return { number: null, text };
}

const longest = 200;

/** Without NUL characters, and not too long. */
function storedText(text: string): string {
  return text.slice(0, longest).replaceAll('\u0000', '\ufffd');
}

export function predictionRow({ predictionId, at, prediction, score, features }: Observation): PredictionRow {
  return {
    predictionId: predictionId ?? '',
    at: new Date(at),
    ...numberOrText(prediction),
    score: score ?? null,
    features: jsonOf(features),
  };
}

/** As JSON in which a database can look for a column: it takes no NUL character and no half ones. */
function jsonOf(features: Observation['features']): string {
  const json = JSON.stringify(features);
  if (!json.includes('\\u')) return json;
  return json.replace(/\\\\|\\u(?:0000|d[89a-f][0-9a-f]{2})/gi, found => (found === '\\\\' ? found : '\ufffd'));
}
