import type { DefinitionFacts, ModelFacts, VersionFacts } from '../facts.ts';
import { told } from '../given.ts';
import { customProperties, owned, type Proposal, proposals } from './proposal.ts';
import { featureUrn, principalUrn } from './urn.ts';

/** The shared features that a version reads. Inputs that are no shared feature stand in its signature alone. */
export function featuresOf({ features }: VersionFacts): DefinitionFacts[] {
  return features.flatMap(({ definition }) => (definition === null ? [] : [definition]));
}

/** What comes before the names of a model's shared features. */
export function namespaceOf({ visibility, name }: ModelFacts): string {
  return visibility === 'RESTRICTED' ? name : 'handoff';
}

const kinds: readonly [RegExp, string][] = [
  [/^(array|tensor|list)\b/, 'SEQUENCE'],
  [/^map\b/, 'MAP'],
  [/^(double|float\d*|decimal\d*)$/, 'CONTINUOUS'],
  [/^(long|integer|u?int\d*)$/, 'ORDINAL'],
  [/^string$/, 'TEXT'],
  [/^bool(ean)?$/, 'BINARY'],
  [/^(datetime|date|timestamp)$/, 'TIME'],
  [/^binary$/, 'BYTE'],
];

/** The kind of data that DataHub's own connectors say for a type, or null for one it has no kind for. */
export function dataType(dtype: string): string | null {
  return kinds.find(([pattern]) => pattern.test(dtype))?.[1] ?? null;
}

/** A shared feature as DataHub's mlFeature. */
export function featureProposals(namespace: string, feature: DefinitionFacts): Proposal[] {
  const { name, dtype, source, description, owner } = feature;
  return proposals(featureUrn(namespace, name), {
    mlFeatureProperties: told({
      customProperties: customProperties({ dtype, source }),
      description,
      dataType: dataType(dtype),
    }),
    ownership: owner && owned([{ owner: principalUrn(owner), type: 'TECHNICAL_OWNER' }]),
    status: { removed: false },
  });
}
