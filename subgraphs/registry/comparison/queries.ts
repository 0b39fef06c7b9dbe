import type { Context } from '@handoff/kit/context';
import type { ValueChange } from '@handoff/kit/event/table';
import { load } from '@handoff/kit/loader';
import { modelById } from '../model/queries.ts';
import { assumptionsOf, versionById, versionReferenced } from '../version/queries.ts';
import { dataOf, figuresOf, inputsOf, listed, outputsOf, type Reading } from '../version/reading.ts';
import { type Comparison, comparisonOf, sidesOf } from './comparison.ts';
import { type FieldChange, fieldChanges } from './fields.ts';
import { type EvaluationChange, evaluationChanges } from './figures.ts';
import { inputRules, outputRules } from './signature.ts';
import { assumptionsTold, dataTold, settingsOf, valueChanges } from './values.ts';

/** A comparison by its id, or null when the viewer may not see both versions. */
export async function comparisonById(context: Context, id: string): Promise<Comparison | null> {
  const sides = sidesOf(id);
  if (!sides) return null;
  const [left, right] = await Promise.all([
    load(context, versionById, sides.leftId),
    load(context, versionById, sides.rightId),
  ]);
  return comparisonOf(left, right);
}

/** Two versions of one model, each by number, alias or id, side by side; null when one is not the viewer's to see. */
export async function comparisonIn(
  context: Context,
  of: { model: string; left: string; right: string },
): Promise<Comparison | null> {
  const [left, right] = await Promise.all(
    [of.left, of.right].map(version => load(context, versionReferenced, JSON.stringify([of.model, version]))),
  );
  return comparisonOf(left ?? null, right ?? null);
}

/** The same part of both versions, each read in a batch with those of all other comparisons. */
function both<Part>(context: Context, { left, right }: Comparison, side: Reading<Part>): Promise<[Part, Part]> {
  return Promise.all([side(context, left), side(context, right)]);
}

/** What became of the inputs. */
export async function featureChanges(context: Context, comparison: Comparison): Promise<FieldChange[]> {
  const [left, right] = await both(context, comparison, inputsOf);
  return fieldChanges(left, right, inputRules);
}

/** What became of the outputs. */
export async function labelChanges(context: Context, comparison: Comparison): Promise<FieldChange[]> {
  const [left, right] = await both(context, comparison, outputsOf);
  return fieldChanges(left, right, outputRules);
}

/** Whether a caller of the left would break on the right. */
export async function isBreaking(context: Context, comparison: Comparison): Promise<boolean> {
  const [inputs, outputs] = await Promise.all([featureChanges(context, comparison), labelChanges(context, comparison)]);
  return [...inputs, ...outputs].some(({ breaking }) => breaking);
}

/** What became of the settings that training ran with. */
export function settingChanges({ left, right }: Comparison): ValueChange[] {
  return valueChanges(settingsOf(left.hyperparameters), settingsOf(right.hyperparameters));
}

/** What became of the assumptions. */
export async function assumptionChanges(context: Context, comparison: Comparison): Promise<ValueChange[]> {
  const [left, right] = await both(context, comparison, listed(assumptionsOf));
  return valueChanges(assumptionsTold(left), assumptionsTold(right));
}

/** What became of the data that training, validation and tests used. */
export async function dataChanges(context: Context, comparison: Comparison): Promise<ValueChange[]> {
  const [left, right] = await both(context, comparison, dataOf);
  return valueChanges(dataTold(left), dataTold(right));
}

/** The figures of both side by side; what is good, the objectives of the right's model say first. */
export async function figureChanges(context: Context, comparison: Comparison): Promise<EvaluationChange[]> {
  const [figures, model] = await Promise.all([
    both(context, comparison, figuresOf),
    load(context, modelById, comparison.right.modelId),
  ]);
  return evaluationChanges(...figures, model?.objectives ?? []);
}
