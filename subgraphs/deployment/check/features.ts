import { isSameDtype } from '@handoff/kit/dtype';
import { type Finding, fail, listed, pass } from './finding.ts';

/** An input of a version, and where production can read it. */
export interface FeatureFacts {
  name: string;
  dtype: string;
  /** The shared feature it is read from; null: none is catalogued. */
  definition: { name: string; availability: AvailabilityFacts[] } | null;
}

/** What was reported of a shared feature last, by environment. */
export interface AvailabilityFacts {
  environment: string;
  available: boolean;
  /** Null: the report did not say. */
  dtype: string | null;
}

/**
 * Whether an environment can read every shared feature of a version, as the type that the version declares. Inputs
 * that are read from no shared feature have no availability: they are counted, and do not stand in the way.
 */
export function featuresAvailable(features: readonly FeatureFacts[], environment: string): Finding {
  const shared = features.filter(({ definition }) => definition !== null);
  const apart = features.length - shared.length;
  const missing = shared.flatMap(feature => lackOf(feature, environment) ?? []);
  if (missing.length > 0) return fail(`Not known to be readable in ${environment}: ${listed(missing)}.`);
  if (shared.length === 0) return pass('It reads no shared feature, so there is none that could be missing.');
  const unlooked = apart === 0 ? '' : ` Not looked at, because no shared feature is named for them: ${apart} more.`;
  const all = shared.length === 1 ? 'Its shared feature' : `All ${shared.length} shared features`;
  return pass(`${all} can be read in ${environment}.${unlooked}`);
}

/** What is missing of one feature, by the name of the version's input; null: nothing. */
function lackOf({ name, dtype, definition }: FeatureFacts, environment: string): string | null {
  const there = definition?.availability.find(each => each.environment === environment);
  const called = !definition || definition.name === name ? name : `${name} (shared feature ${definition.name})`;
  if (!there) return `${called}: nobody has reported it`;
  if (!there.available) return `${called}: it was reported as not available`;
  if (there.dtype === null) return `${called}: it was reported without its type, ${dtype} is needed`;
  return isSameDtype(there.dtype, dtype) ? null : `${called}: it is ${there.dtype} there, ${dtype} is needed`;
}
