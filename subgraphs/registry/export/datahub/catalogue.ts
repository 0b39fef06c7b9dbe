import type { ModelFacts, VersionFacts } from '../facts.ts';
import { datasetProposals } from './dataset.ts';
import { featureProposals, featuresOf, namespaceOf } from './feature.ts';
import { groupProposals } from './group.ts';
import { type Proposal, proposals, tagEntities } from './proposal.ts';
import { platform } from './urn.ts';
import { runProposals, versionProposals } from './version.ts';

/** The platform that all other proposals name; comes first. */
export const platformProposals: readonly Proposal[] = proposals(platform, {
  dataPlatformInfo: { name: 'handoff', displayName: 'Handoff', type: 'OTHERS', datasetNameDelimiter: '/' },
});

/** A model with its tags, without its versions. */
export function modelProposals(model: ModelFacts): Proposal[] {
  return [...tagEntities(model.tags), ...groupProposals(model)];
}

/** A version with all that it names: tags, data sets, shared features, its training run. */
export function allOfVersion(model: ModelFacts, version: VersionFacts): Proposal[] {
  const namespace = namespaceOf(model);
  return [
    ...tagEntities(version.tags),
    ...version.trainingData.flatMap(({ dataset }) => datasetProposals(dataset)),
    ...featuresOf(version).flatMap(feature => featureProposals(namespace, feature)),
    ...versionProposals(model, version),
    ...runProposals(model, version),
  ];
}

/** Lets what many models share (tags, data sets, features) through once. Remembers the names of those alone. */
export function onceEach(): (proposal: Proposal) => boolean {
  const seen = new Set<string>();
  const shared = new Set(['tag', 'dataset', 'mlFeature']);
  return ({ entityType, entityUrn, aspectName }) => {
    if (!shared.has(entityType)) return true;
    const key = `${aspectName} ${entityUrn}`;
    return !seen.has(key) && seen.add(key).size > 0;
  };
}
