import type { Task } from '../record.ts';

/**
 * The Hub's task names, as the graph's tasks. A classifier's number of classes is not told: it counts as multiclass, of
 * which two classes are the smallest case. A name that is not here is OTHER.
 */
const tasks: Record<string, Task> = {
  'text-classification': 'MULTICLASS_CLASSIFICATION',
  'token-classification': 'MULTICLASS_CLASSIFICATION',
  'zero-shot-classification': 'MULTICLASS_CLASSIFICATION',
  'natural-language-inference': 'MULTICLASS_CLASSIFICATION',
  'sentiment-analysis': 'MULTICLASS_CLASSIFICATION',
  'image-classification': 'MULTICLASS_CLASSIFICATION',
  'zero-shot-image-classification': 'MULTICLASS_CLASSIFICATION',
  'audio-classification': 'MULTICLASS_CLASSIFICATION',
  'video-classification': 'MULTICLASS_CLASSIFICATION',
  'tabular-classification': 'MULTICLASS_CLASSIFICATION',
  'tabular-regression': 'REGRESSION',
  'time-series-forecasting': 'FORECASTING',
  'text-ranking': 'RANKING',
  'feature-extraction': 'EMBEDDING',
  'image-feature-extraction': 'EMBEDDING',
  'sentence-similarity': 'EMBEDDING',
  'text-generation': 'GENERATION',
  'text2text-generation': 'GENERATION',
  conversational: 'GENERATION',
  summarization: 'GENERATION',
  translation: 'GENERATION',
  'image-to-text': 'GENERATION',
  'image-text-to-text': 'GENERATION',
  'video-text-to-text': 'GENERATION',
  'audio-text-to-text': 'GENERATION',
  'any-to-any': 'GENERATION',
  'text-to-image': 'GENERATION',
  'text-to-video': 'GENERATION',
  'text-to-speech': 'GENERATION',
  'text-to-audio': 'GENERATION',
  'text-to-3d': 'GENERATION',
  'image-to-image': 'GENERATION',
  'image-to-video': 'GENERATION',
  'image-to-3d': 'GENERATION',
  'unconditional-image-generation': 'GENERATION',
};

/** The one task that these names agree on; OTHER when a name is unknown, none is given, or they disagree. */
export function taskOf(names: readonly string[]): Task {
  const found = new Set(names.map(name => (Object.hasOwn(tasks, name) ? tasks[name] : undefined) ?? 'OTHER'));
  const [task] = found;
  return task && found.size === 1 ? task : 'OTHER';
}
