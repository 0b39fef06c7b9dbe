import type { DataUseFacts, DocumentFacts, FigureFacts, ModelFacts, VersionFacts } from '../facts.ts';
import { type Told, told, webAddress } from '../given.ts';
import { featuresOf, namespaceOf } from './feature.ts';
import { auditStamp, customProperties, globalTags, ownership, type Proposal, proposals, stamp } from './proposal.ts';
import { signature } from './signature.ts';
import { datasetUrn, featureUrn, groupUrn, modelUrn, platform, runUrn, versionSetUrn } from './urn.ts';

/** A version as DataHub's mlModel, in the group of its model. */
export function versionProposals(model: ModelFacts, version: VersionFacts): Proposal[] {
  return proposals(modelUrn(model.name, version.version), {
    mlModelProperties: modelProperties(model, version),
    versionProperties: versionProperties(model, version),
    dataPlatformInstance: { platform },
    ownership: ownership(model.assignments),
    globalTags: globalTags(version.tags),
    intendedUse: model.purpose === null ? null : { primaryUses: [model.purpose] },
    mlModelCaveatsAndRecommendations:
      model.limitations === null ? null : { caveats: { caveatDescription: model.limitations } },
    mlModelTrainingData: data('trainingData', version, ['TRAINING']),
    mlModelEvaluationData: data('evaluationData', version, ['VALIDATION', 'TEST']),
    institutionalMemory: memory([...version.documents, ...model.documents]),
    status: { removed: version.state === 'ARCHIVED' || model.archivedAt !== null },
  });
}

function modelProperties(model: ModelFacts, version: VersionFacts): Told {
  const features = featuresOf(version).map(({ name }) => featureUrn(namespaceOf(model), name));
  return {
    customProperties: properties(version),
    ...told({
      externalUrl: webAddress(version.source?.url ?? null),
      name: `${model.title}, version ${version.version}`,
      description: version.changeNote,
      created: stamp(version.createdAt, version.createdBy),
      type: version.algorithm,
      hyperParams: version.hyperparameters.map(({ name, value }) => ({ name, value })),
      trainingMetrics: version.evaluations.map(metric),
      mlFeatures: [...new Set(features)],
      trainingJobs: hasRun(version) ? [runUrn(version.id)] : [],
    }),
    tags: version.tags,
    groups: [groupUrn(model.name)],
  };
}

function properties({ source, ...version }: VersionFacts): Told {
  return customProperties({
    model_version_id: version.version,
    version_id: version.id,
    digest: version.digest,
    state: version.state.toLowerCase(),
    framework: version.framework,
    'signature.inputs': signature(version.features),
    'signature.outputs': signature(version.labels),
    trained_by: version.trainedBy?.name,
    trained_from: version.parent && modelUrn(version.parent.model.name, version.parent.version),
    artifacts: version.artifacts.length === 0 ? null : JSON.stringify(version.artifacts.map(told)),
    source_system: source?.system,
    source_id: source?.externalId,
    run_id: source?.runId,
    commit: source?.commit,
  });
}

function metric({ metric: name, valueText: value, ...figure }: FigureFacts): Told {
  const { lower, upper, n } = figure;
  const facts = [
    figure.dataset && `on ${figure.dataset.name}`,
    figure.split && `${figure.split} split`,
    figure.slice && `only ${figure.slice}`,
    lower === null && upper === null ? null : `95 % interval ${lower ?? ''} to ${upper ?? ''}`,
    n === null ? null : `${n} cases`,
    figure.verified ? 'verified' : null,
  ];
  return told({ name, value, description: facts.filter(fact => fact !== null).join('; ') });
}

function versionProperties(model: ModelFacts, { id, version }: VersionFacts): Told {
  const aliases = model.aliases.filter(alias => alias.version.id === id).map(({ name }) => ({ versionTag: name }));
  return {
    versionSet: versionSetUrn(model.id),
    version: { versionTag: version },
    aliases,
    sortId: version.replace(/\d+/g, digits => digits.padStart(10, '0')),
    versioningScheme: 'LEXICOGRAPHIC_STRING',
  };
}

function data(name: string, { trainingData }: VersionFacts, purposes: DataUseFacts['purpose'][]): Told | null {
  const used = trainingData.filter(({ purpose }) => purposes.includes(purpose));
  return used.length === 0 ? null : { [name]: used.map(({ dataset }) => ({ dataset: datasetUrn(dataset.id) })) };
}

function memory(documents: readonly DocumentFacts[]): Told | null {
  const elements = documents.flatMap(({ uri, title, updatedAt, updatedBy }) => {
    const url = webAddress(uri);
    return url === null ? [] : [{ url, description: title, createStamp: auditStamp(updatedAt, updatedBy) }];
  });
  return elements.length === 0 ? null : { elements };
}

function trainingSets({ trainingData }: VersionFacts): string[] {
  return trainingData.filter(({ purpose }) => purpose === 'TRAINING').map(({ dataset }) => datasetUrn(dataset.id));
}

/** Whether anything is known of how it was trained: DataHub draws lineage from data to models over a training run. */
function hasRun(version: VersionFacts): boolean {
  return trainingSets(version).length > 0 || (version.source?.runId ?? null) !== null;
}

/** The training run between a version's data and the version itself; nothing where nothing is known of it. */
export function runProposals(model: ModelFacts, version: VersionFacts): Proposal[] {
  if (!hasRun(version)) return [];
  const run = version.source?.runId ?? null;
  const inputs = trainingSets(version);
  const output = { destinationUrn: modelUrn(model.name, version.version) };
  return proposals(runUrn(version.id), {
    dataProcessInstanceProperties: {
      customProperties: {},
      name: run ?? `Training of ${model.title}, version ${version.version}`,
      created: auditStamp(version.createdAt, version.createdBy),
    },
    mlTrainingRunProperties: run === null ? null : { customProperties: {}, id: run },
    dataProcessInstanceInput:
      inputs.length === 0 ? null : { inputs, inputEdges: inputs.map(destinationUrn => ({ destinationUrn })) },
    dataProcessInstanceOutput: { outputs: [], outputEdges: [output] },
    dataPlatformInstance: { platform },
    subTypes: { typeNames: ['ML Training Run'] },
    status: { removed: false },
  });
}
