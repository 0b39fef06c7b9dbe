import { ComparatorEnum, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { z } from 'zod';
import { finite, listOf, maybe, notAnId, orNull, tagList, words } from './check.ts';
import { tasks, visibilities } from './model.ts';

export const modelName = z
  .string('is missing: give a name.')
  .regex(
    /^[a-z0-9][a-z0-9._/-]{0,127}$/,
    'is no model name: use 1 to 128 lower-case letters, digits and . _ / -, such as credit/churn, beginning with a letter or digit.',
  )
  .refine(...notAnId);

const objective = z.object({
  metric: words(200),
  comparator: z.enum(ComparatorEnum),
  target: finite,
  unit: maybe(64),
  rationale: maybe(2000),
});
export const objectives = listOf(objective, 100);

export const prose = maybe(100_000);
export const title = words(200);
export const teamReference = maybe(128);
export const task = z.enum(tasks);
export const riskTier = z.enum(RiskTierEnum);
export const visibility = z.enum(visibilities);

/** What a model is registered with: checked, with null for what was not told. */
export const newModelSchema = z.object({
  name: modelName,
  title: maybe(200),
  description: prose,
  purpose: prose,
  task,
  riskTier,
  visibility: visibility.nullish().transform(given => given ?? 'INTERNAL'),
  team: teamReference,
  tags: tagList,
  objectives,
});

const required = <Schema extends z.ZodType>(schema: Schema) => schema.optional();

/** What of a model is to change: what is left out stays, null empties. */
export const modelChangeSchema = z.object({
  name: required(modelName),
  title: required(title),
  description: prose.optional(),
  purpose: prose.optional(),
  limitations: prose.optional(),
  validationDueAt: orNull(z.date()).optional(),
  task: required(task),
  riskTier: required(riskTier),
  visibility: required(visibility),
  team: teamReference.optional(),
  objectives: objectives.optional(),
});
