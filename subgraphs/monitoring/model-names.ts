import type { Context } from '@handoff/kit/context';
import { isId } from '@handoff/kit/id';

/** The id of the model of a name that the viewer may see, or null. Monitoring knows models by id alone: registry knows names. */
export type ModelNames = (context: Context, name: string) => Promise<string | null>;

/** The id of a model that is given by id or by name. What nothing is known of stays as it is, and is not found. */
export async function modelId(context: Context, modelIdOf: ModelNames, reference: string): Promise<string> {
  return isId('mdl', reference) ? reference : ((await modelIdOf(context, reference)) ?? reference);
}
