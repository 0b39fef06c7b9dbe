import { canonical, sha256 } from '@handoff/kit/canonical';
import { z } from 'zod';
import { countable, finite, listOf, maybe, notAnId, orNull, words } from '../model/check.ts';
import { purposes } from './version.ts';

const text = 20_000;

const shape = orNull(z.array(z.int('is no whole number.').min(-1, 'is below -1: -1 stands for any length.')).max(32));

const label = z.object({ name: words(500), dtype: words(200), shape, description: maybe(text) });

const feature = label.extend({
  required: z
    .boolean()
    .nullish()
    .transform(required => required ?? true),
  unit: maybe(200),
  sensitive: z
    .boolean()
    .nullish()
    .transform(sensitive => sensitive ?? false),
  transformations: listOf(words(2000), 100),
  definition: maybe(200).refine(...notAnId),
});

const dataset = z
  .object({
    name: words(500).refine(...notAnId),
    uri: maybe(2000),
    digest: maybe(200),
    rows: orNull(countable),
    from: orNull(z.date()),
    to: orNull(z.date()),
    description: maybe(text),
  })
  .refine(({ from, to }) => !from || !to || from <= to, { path: ['to'], error: 'lies before "from": swap them.' });

const evaluation = z
  .object({
    metric: words(500),
    value: orNull(finite),
    valueText: maybe(2000),
    dataset: maybe(500).refine(...notAnId),
    split: maybe(200),
    slice: maybe(500),
    lower: orNull(finite),
    upper: orNull(finite),
    n: orNull(countable),
    verified: z
      .boolean()
      .nullish()
      .transform(verified => verified ?? false),
  })
  .refine(({ value, valueText }) => value !== null || valueText !== null, {
    path: ['value'],
    error: 'is missing: give value or valueText.',
  })
  .refine(({ lower, upper }) => lower === null || upper === null || lower <= upper, {
    path: ['upper'],
    error: 'lies below "lower": swap them.',
  })
  .transform(given => ({ ...given, valueText: given.valueText ?? String(given.value) }));

const artifact = z.object({
  uri: words(2000),
  sha256: orNull(
    z
      .string()
      .regex(/^[0-9a-f]{64}$/i, 'is no sha256: give 64 hexadecimal digits.')
      .toLowerCase(),
  ),
  bytes: orNull(countable),
  format: maybe(200),
});

/** A document that comes with a model or a version. */
export const documentSchema = z.object({
  title: words(200),
  kind: words(64),
  uri: maybe(2000),
  body: maybe(1_000_000),
});
export type DocumentContent = z.output<typeof documentSchema>;

type Named = { name: string };

function once<Entry extends Named>(list: Entry[], context: z.RefinementCtx<Entry[]>): void {
  const seen = new Set<string>();
  list.forEach(({ name }, i) => {
    if (seen.has(name))
      context.addIssue({ code: 'custom', path: [i, 'name'], message: `is "${name}" again: name each once.` });
    seen.add(name);
  });
}

/** What a version is made of, as it is given: checked, with defaults filled in and null for what was not told. */
export const contentSchema = z.object({
  algorithm: maybe(500),
  framework: maybe(500),
  hyperparameters: listOf(
    z.object({
      name: words(500),
      value: z
        .string()
        .max(text)
        .refine(v => !v.includes('\u0000'), 'holds a NUL character, which cannot be kept: take it out.'),
    }),
    2000,
  ).superRefine(once),
  features: listOf(feature, 10_000).superRefine(once),
  labels: listOf(label, 1000).superRefine(once),
  assumptions: listOf(words(text), 200),
  trainingData: listOf(z.object({ dataset, purpose: z.enum(purposes) }), 200),
  evaluations: listOf(evaluation, 5000),
  artifacts: listOf(artifact, 2000),
  documents: listOf(documentSchema, 200),
  changeNote: maybe(text),
});
export type VersionContent = z.output<typeof contentSchema>;
export type DatasetContent = z.output<typeof dataset>;

/** The same entries in an order that does not depend on how they were given. */
function asSet(entries: readonly unknown[]): string[] {
  return entries.map(canonical).toSorted();
}

/**
 * sha256 over the canonical content: what an approval is bound to. Features and labels count in their order;
 * hyperparameters, training data, evaluations and artifacts are sets. Documents, assumptions and the prose about
 * shared data sets may change later and are no part of it.
 */
export function contentDigest(content: VersionContent): string {
  const { algorithm, framework, features, labels, changeNote } = content;
  return sha256(
    canonical({
      format: 1,
      algorithm,
      framework,
      features,
      labels,
      changeNote,
      hyperparameters: asSet(content.hyperparameters),
      trainingData: asSet(
        content.trainingData.map(({ dataset: { description: _, ...data }, purpose }) => ({ ...data, purpose })),
      ),
      evaluations: asSet(content.evaluations),
      artifacts: asSet(content.artifacts),
    }),
  );
}
