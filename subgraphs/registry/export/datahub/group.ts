import type { ModelFacts } from '../facts.ts';
import { told, webAddress, words } from '../given.ts';
import { customProperties, globalTags, ownership, type Proposal, proposals, stamp } from './proposal.ts';
import { groupUrn, platform } from './urn.ts';

/** A model as DataHub's mlModelGroup. One that is archived here is said to be removed there. */
export function groupProposals(model: ModelFacts): Proposal[] {
  return proposals(groupUrn(model.name), {
    mlModelGroupProperties: told({
      customProperties: properties(model),
      externalUrl: webAddress(model.sources.find(({ url }) => webAddress(url) !== null)?.url ?? null),
      name: model.title,
      description: model.description,
      created: stamp(model.createdAt),
      lastModified: stamp(model.updatedAt),
    }),
    dataPlatformInstance: { platform },
    ownership: ownership(model.assignments),
    globalTags: globalTags(model.tags),
    status: { removed: model.archivedAt !== null },
  });
}

function properties(model: ModelFacts) {
  const [source] = model.sources;
  const objectives = model.objectives.map(({ metric, comparator, target, unit }) =>
    [metric, comparator === 'AT_LEAST' ? 'at least' : 'at most', target, unit].filter(word => word !== null).join(' '),
  );
  return customProperties({
    model_id: model.id,
    purpose: model.purpose,
    limitations: model.limitations,
    task: words(model.task),
    risk_tier: words(model.riskTier),
    visibility: model.visibility.toLowerCase(),
    team: model.team?.name,
    objectives: objectives.join('; '),
    source_system: source?.system,
    source_id: source?.externalId,
  });
}
