import type { ArtifactFacts, DocumentFacts, ModelFacts, SourceFacts, VersionFacts } from '../facts.ts';
import { type Told, told, words } from '../given.ts';
import { iri } from './iri.ts';
import { modelCard } from './model-card.ts';
import { property } from './property.ts';
import { serialNumber } from './serial-number.ts';

/** A version with what its model knows, as the graph answers for one bill of materials. */
export type BomFacts = VersionFacts & { model: ModelFacts };

/**
 * The machine-learning bill of materials of a version, CycloneDX 1.6. Pure: the same facts make the same document.
 * What nobody told is left out. https://cyclonedx.org/docs/1.6/json/
 */
export function billOfMaterials(facts: BomFacts): Told {
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialNumber(facts),
    version: 1,
    metadata: { tools: { components: [{ type: 'application', name: 'handoff' }] } },
    components: [component(facts)],
  };
}

function component({ model, ...version }: BomFacts): Told {
  return told({
    'bom-ref': reference(version.id),
    type: 'machine-learning-model',
    name: model.name,
    version: version.version,
    description: model.description,
    authors: version.trainedBy?.__typename === 'Person' ? [{ name: version.trainedBy.name }] : [],
    hashes: version.artifacts.length === 1 ? version.artifacts.flatMap(hashes) : [],
    tags: [...new Set([...model.tags, ...version.tags])],
    externalReferences: [
      ...version.artifacts.map(artifact),
      ...[...version.documents, ...model.documents].flatMap(paper),
      ...(version.source === null ? model.sources : [version.source]).flatMap(origin),
    ],
    pedigree: pedigree(version),
    modelCard: modelCard(model, version),
    properties: properties(model, version),
  });
}

function reference(id: string): string {
  return `handoff:${id}`;
}

function hashes({ sha256 }: ArtifactFacts): Told[] {
  return sha256 === null ? [] : [{ alg: 'SHA-256', content: sha256 }];
}

function artifact(file: ArtifactFacts): Told {
  const facts = [file.format, file.bytes === null ? null : `${file.bytes} bytes`].filter(fact => fact !== null);
  return told({ type: 'distribution', url: iri(file.uri), comment: facts.join(', '), hashes: hashes(file) });
}

function paper({ uri, title, kind }: DocumentFacts): Told[] {
  return uri === null ? [] : [{ type: 'documentation', url: iri(uri), comment: `${title} (${kind})` }];
}

function origin({ system, externalId, url }: SourceFacts): Told[] {
  return url === null ? [] : [{ type: 'other', url: iri(url), comment: `${system}: ${externalId}` }];
}

/** What it was trained from, the commit of its code, and what changed. */
function pedigree({ parent, source, changeNote }: VersionFacts): Told {
  const ancestor = parent && {
    'bom-ref': reference(parent.id),
    type: 'machine-learning-model',
    name: parent.model.name,
    version: parent.version,
    properties: property('digest', parent.digest),
  };
  return told({
    ancestors: ancestor === null ? [] : [ancestor],
    commits: source?.commit ? [{ uid: source.commit }] : [],
    notes: changeNote,
  });
}

function properties(model: ModelFacts, version: VersionFacts): Told[] {
  const { source } = version;
  const owner = model.assignments.find(({ role }) => role.key === 'owner')?.assignee;
  const aliases = model.aliases.filter(alias => alias.version.id === version.id);
  return [
    ...property('title', model.title === model.name ? null : model.title),
    ...property('riskTier', words(model.riskTier)),
    ...property('visibility', model.visibility.toLowerCase()),
    ...property('team', model.team?.title),
    ...property('owner', owner?.name),
    ...aliases.flatMap(({ name }) => property('alias', name)),
    ...property('state', version.state.toLowerCase()),
    ...property('digest', version.digest),
    ...property('framework', version.framework),
    ...property('createdAt', version.createdAt),
    ...property('registeredBy', version.createdBy?.name),
    ...property('source', source && `${source.system}: ${source.externalId}`),
    ...property('run', source?.runId),
  ];
}
