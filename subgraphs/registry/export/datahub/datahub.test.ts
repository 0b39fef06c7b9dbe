import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareModel, bareVersion, fullModel, fullVersion } from '../testing/facts.ts';
import { hostile } from '../testing/hostile.ts';
import { allOfVersion, modelProposals, onceEach, platformProposals } from './catalogue.ts';
import { dataType, namespaceOf } from './feature.ts';
import type { Proposal } from './proposal.ts';
import { modelUrn, part } from './urn.ts';
import { versionProposals } from './version.ts';

const all = (text: string) => [
  ...platformProposals,
  ...modelProposals(fullModel(text)),
  ...allOfVersion(fullModel(text), fullVersion(text)),
];
const address = 'https://example.org/x';

/** The aspect of that name of the first entity of a kind. */
function aspect(proposals: readonly Proposal[], entityType: string, aspectName: string): Record<string, unknown> {
  const found = proposals.find(each => each.entityType === entityType && each.aspectName === aspectName);
  if (!found) throw new Error(`there is no ${aspectName} of ${entityType}`);
  return found.aspect.json;
}

describe('a model', () => {
  const proposals = all(address);
  const group = 'urn:li:mlModelGroup:(urn:li:dataPlatform:handoff,churn,PROD)';

  it('is a group with its title, times, owners and tags', () => {
    expect(proposals.filter(({ entityType }) => entityType === 'mlModelGroup').map(each => each.entityUrn)).toEqual(
      Array(5).fill(group),
    );
    expect(aspect(proposals, 'mlModelGroup', 'mlModelGroupProperties')).toMatchObject({
      ...{ name: address, externalUrl: address, created: { time: Date.parse('2026-11-21T09:00:00Z') } },
      customProperties: { model_id: 'mdl_1', task: 'ranking', risk_tier: 'high', team: 'growth' },
    });
    expect(aspect(proposals, 'mlModelGroup', 'ownership')).toMatchObject({
      owners: [
        { owner: 'urn:li:corpuser:ana@example.org', type: 'BUSINESS_OWNER' },
        { owner: 'urn:li:corpGroup:platform', type: 'TECHNICAL_OWNER' },
      ],
    });
    expect(aspect(proposals, 'mlModelGroup', 'globalTags')).toMatchObject({ tags: [{}, {}] });
  });

  it('has versions as models in that group, with what they were made of', () => {
    const [first] = versionProposals(fullModel('x'), { ...fullVersion('x'), version: '7' });
    expect(first).toMatchObject({
      ...{ entityType: 'mlModel', changeType: 'UPSERT', aspectName: 'mlModelProperties' },
      entityUrn: 'urn:li:mlModel:(urn:li:dataPlatform:handoff,churn_7,PROD)',
    });
    expect(first?.aspect.json).toMatchObject({
      ...{ name: 'x, version 7', description: 'x', type: 'x', groups: [group], tags: ['x'] },
      hyperParams: [{ name: 'x', value: 'x' }],
      trainingMetrics: [
        {
          ...{ name: 'x', value: '0.81' },
          description: 'on x; x split; only x; 95 % interval 0.78 to 0.84; 1200 cases; verified',
        },
      ],
      mlFeatures: ['urn:li:mlFeature:(handoff,x)'],
      trainingJobs: [expect.stringMatching(/^urn:li:dataProcessInstance:[0-9a-f]{32}$/)],
      customProperties: {
        'signature.inputs': '[{"name":"x","type":"x","shape":[-1,3],"required":true}]',
        trained_from: 'urn:li:mlModel:(urn:li:dataPlatform:handoff,churn_x,PROD)',
      },
    });
  });

  it('has its data as lineage: training data, data it was judged on, and the run between', () => {
    const [training, test] = ['dts_1', 'dts_2'].map(id => `urn:li:dataset:(urn:li:dataPlatform:handoff,${id},PROD)`);
    expect(aspect(proposals, 'mlModel', 'mlModelTrainingData')).toEqual({ trainingData: [{ dataset: training }] });
    expect(aspect(proposals, 'mlModel', 'mlModelEvaluationData')).toEqual({ evaluationData: [{ dataset: test }] });
    expect(aspect(proposals, 'dataProcessInstance', 'dataProcessInstanceInput')).toMatchObject({ inputs: [training] });
    expect(aspect(proposals, 'dataProcessInstance', 'dataProcessInstanceOutput')).toEqual({
      outputs: [],
      outputEdges: [{ destinationUrn: modelUrn('churn', address) }],
    });
    expect(aspect(proposals, 'dataset', 'datasetProperties')).toMatchObject({
      ...{ name: address, customProperties: { rows: '1200', uri: address } },
    });
  });

  it('has its aliases at the version they point at', () => {
    const json = aspect(proposals, 'mlModel', 'versionProperties');
    expect(json).toMatchObject({ version: { versionTag: address }, aliases: [{ versionTag: 'champion' }] });
    const sortIds = ['9', '10', '1.10.0', '1.9.0'].map(
      version =>
        aspect(versionProposals(bareModel, { ...bareVersion, version }), 'mlModel', 'versionProperties').sortId,
    ) as string[];
    expect(sortIds[0]).toBe('0000000009');
    expect(sortIds.toSorted()).toEqual([sortIds[3], sortIds[2], sortIds[0], sortIds[1]]);
  });

  it('that is archived is said to be removed, and its versions with it', () => {
    const gone = { ...bareModel, archivedAt: '2026-11-22T09:00:00.000Z' };
    const removed = (of: Proposal[], type: string) => aspect(of, type, 'status').removed;
    expect(removed(modelProposals(gone), 'mlModelGroup')).toBe(true);
    expect(removed(versionProposals(gone, bareVersion), 'mlModel')).toBe(true);
    expect(removed(versionProposals(bareModel, { ...bareVersion, state: 'ARCHIVED' }), 'mlModel')).toBe(true);
    expect(removed(versionProposals(bareModel, bareVersion), 'mlModel')).toBe(false);
  });

  it('of which nothing is known has no more than that it is there', () => {
    const bare = [...modelProposals(bareModel), ...allOfVersion(bareModel, bareVersion)];
    expect(bare.map(({ aspectName }) => aspectName)).toEqual([
      ...['mlModelGroupProperties', 'dataPlatformInstance', 'status'],
      ...['mlModelProperties', 'versionProperties', 'dataPlatformInstance', 'status'],
    ]);
    expect(JSON.stringify(bare)).not.toMatch(/null|unclassified|other/i);
  });
});

describe('a name', () => {
  it('cannot reach beyond its place in a URN, whatever it is', () => {
    fc.assert(
      fc.property(hostile, text => {
        expect(part(text)).not.toMatch(/[,()\u241f\p{Cc}]/u);
        const whole = Buffer.from(text).toString();
        expect(decodeURIComponent(part(whole))).toBe(whole);
        for (const { entityUrn } of all(text))
          expect(entityUrn).toMatch(/^urn:li:[A-Za-z]+:(\((\w|:|[^,()])+(,[^,()]*)*\)|[^,()]+)$/u);
      }),
    );
  });

  it('that many models share is written once, and all else as often as it is said', () => {
    const twice = [...all('x'), ...all('x')].filter(onceEach());
    const counted = (type: string) => twice.filter(({ entityType }) => entityType === type).length;
    expect([counted('tag'), counted('dataset'), counted('mlFeature'), counted('mlModelGroup')]).toEqual([2, 6, 3, 10]);
  });

  it('of a feature that only a restricted model knows stands apart', () => {
    expect(namespaceOf({ ...bareModel, visibility: 'RESTRICTED' })).toBe('churn');
  });
});

it.each([
  ['double', 'CONTINUOUS'],
  ['float32', 'CONTINUOUS'],
  ['long', 'ORDINAL'],
  ['string', 'TEXT'],
  ['boolean', 'BINARY'],
  ['datetime', 'TIME'],
  ['array<double>', 'SEQUENCE'],
  ['object', null],
])('a feature of type %s is of kind %s', (dtype, kind) => {
  expect(dataType(dtype)).toBe(kind);
});

describe('what DataHub itself writes (skipped without its files)', () => {
  const shared = fileURLToPath(new URL('../../../../../shared/data/datahub-golden/', import.meta.url));
  const golden = (): Proposal[] =>
    ['mlflow_mcps_golden.json', 'unity_catalog_ml_model_mces_golden.json'].flatMap(
      name => JSON.parse(readFileSync(`${shared}${name}`, 'utf8')) as Proposal[],
    );
  const mine = all(address);
  const alike = (types: readonly string[]) =>
    golden().filter(({ entityType, aspectName }) => types.includes(entityType) && aspectName !== 'container');

  it.skipIf(!existsSync(shared))('has the same envelope and the same names of aspects', () => {
    const keys = (proposal: object) =>
      Object.keys(proposal)
        .filter(key => key !== 'systemMetadata')
        .sort();
    const [one] = golden();
    for (const proposal of mine) {
      expect(keys(proposal)).toEqual(keys(one ?? {}));
      expect(Object.keys(proposal.aspect)).toEqual(['json']);
    }
    const names = new Set(mine.map(({ entityType, aspectName }) => `${entityType}.${aspectName}`));
    const wanted = alike(['mlModel', 'mlModelGroup', 'dataProcessInstance'])
      .map(({ entityType, aspectName }) => `${entityType}.${aspectName}`)
      .filter(name => !name.endsWith('.browsePathsV2'));
    expect(wanted.length).toBeGreaterThan(15);
    expect(wanted.filter(name => !names.has(name))).toEqual([]);
  });

  it.skipIf(!existsSync(shared))('has in each aspect the keys that are here, of the same shape', () => {
    const shapeOf = (value: unknown) => (Array.isArray(value) ? 'list' : typeof value);
    // What Handoff does not know of, or says at the version instead of at its run.
    const elsewhere = ['version', 'lastModified', 'outputUrls', 'hyperParams', 'trainingMetrics', 'instance'];
    for (const { entityType, aspectName, aspect: theirs } of alike([
      'mlModel',
      'mlModelGroup',
      'dataProcessInstance',
    ])) {
      if (aspectName === 'browsePathsV2') continue;
      const ours = aspect(mine, entityType, aspectName);
      for (const [key, value] of Object.entries(theirs.json)) {
        if (!(key in ours) && elsewhere.includes(key)) continue;
        expect([aspectName, key, shapeOf(ours[key])]).toEqual([aspectName, key, shapeOf(value)]);
      }
    }
  });
});
