import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareModel, bareVersion, fullModel, fullVersion } from '../testing/facts.ts';
import { hostile } from '../testing/hostile.ts';
import { type BomFacts, billOfMaterials } from './bom.ts';
import { iri } from './iri.ts';
import { modelCard } from './model-card.ts';
import { serialNumber } from './serial-number.ts';

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
const bare: BomFacts = { ...bareVersion, model: bareModel };
const full = (text: string): BomFacts => ({ ...fullVersion(text), model: fullModel(text) });
const problems = (document: object) => validator.validate(JSON.stringify(document));

describe('the official schema of CycloneDX 1.6', () => {
  it.each([
    ['nothing is known of', bare],
    ['all is known of', full('x')],
    ['addresses are real of', full('https://example.org/a?b=c#d')],
  ])('takes the document of a version that %s', async (_, facts) => {
    expect(await problems(billOfMaterials(facts))).toBeNull();
  });

  it('takes it whatever people wrote', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async text => {
        expect(await problems(billOfMaterials(full(text)))).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it('refuses what is none', async () => {
    const document = billOfMaterials(bare);
    expect(await problems({ ...document, serialNumber: 'urn:uuid:7' })).not.toBeNull();
    const [component] = document.components as object[];
    const card = { modelParameters: { approach: { type: 'guessed' } } };
    expect(await problems({ ...document, components: [{ ...component, modelCard: card }] })).not.toBeNull();
  });

  const shared = fileURLToPath(new URL('../../../../../shared/data/mlbom/', import.meta.url));
  it.skipIf(!existsSync(shared))('is the one that real documents hold to (skipped without them)', async () => {
    for (const name of ['valid-machine-learning-1.6.json', 'valid-machine-learning-considerations-env-1.6.json']) {
      expect(await validator.validate(readFileSync(`${shared}${name}`, 'utf8'))).toBeNull();
    }
  });
});

/** The text of a property, or undefined. */
function told(properties: unknown, name: string): string | undefined {
  return (properties as { name: string; value: string }[]).find(each => each.name === `handoff:${name}`)?.value;
}

describe('a bill of materials', () => {
  const [component] = billOfMaterials(full('x')).components as [Record<string, unknown>];

  it('names the model, its files with their hashes, where it came from and what it was trained from', () => {
    expect(component).toMatchObject({
      ...{ type: 'machine-learning-model', name: 'churn', version: 'x', 'bom-ref': 'handoff:ver_1' },
      ...{ authors: [{ name: 'Ana' }], hashes: [{ alg: 'SHA-256', content: 'a'.repeat(64) }] },
      tags: ['x', 'approach=supervised'],
      externalReferences: [
        { type: 'distribution', url: 'x', comment: 'x, 10 bytes', hashes: [{ content: 'a'.repeat(64) }] },
        { type: 'documentation', url: 'x', comment: 'x (x)' },
        { type: 'documentation' },
        { type: 'other', url: 'x', comment: 'MLFLOW: x' },
      ],
      pedigree: {
        ancestors: [{ 'bom-ref': 'handoff:ver_0', name: 'churn', version: 'x' }],
        commits: [{ uid: 'x' }],
        notes: 'x',
      },
    });
    for (const [name, value] of Object.entries({ owner: 'Ana', riskTier: 'high', alias: 'champion', team: 'x' })) {
      expect(told(component.properties, name)).toBe(value);
    }
  });

  it('has the parameters, the figures with their intervals and the considerations on its card', () => {
    expect(component.modelCard).toMatchObject({
      modelParameters: {
        ...{ approach: { type: 'supervised' }, task: 'ranking', architectureFamily: 'x' },
        datasets: [{ type: 'dataset', name: 'x', contents: { url: 'x' } }, { type: 'dataset' }],
        inputs: [{ format: 'x [-1, 3]' }],
        outputs: [{ format: 'x [-1, 3]' }],
      },
      quantitativeAnalysis: {
        performanceMetrics: [
          { type: 'x', value: '0.81', slice: 'x', confidenceInterval: { lowerBound: '0.78', upperBound: '0.84' } },
        ],
      },
      considerations: {
        useCases: ['x'],
        technicalLimitations: ['x', 'Rests on an assumption, not checked: x'],
        ethicalConsiderations: [{ name: 'Reads personal data: x' }],
      },
    });
    const { properties } = component.modelCard as { properties: unknown };
    expect(told(properties, 'input:x')).toContain('personalData=true');
    expect(told(properties, 'performanceMetric:0')).toBe('dataset=x; split=x; n=1200; verified=true');
    expect(told(properties, 'objective:x')).toBe('at least 0.8 x: x');
  });

  it('says nothing of what nobody told', () => {
    const [one] = billOfMaterials(bare).components as [Record<string, unknown>];
    expect(Object.keys(one).sort()).toEqual(['bom-ref', 'name', 'properties', 'type', 'version']);
    expect(modelCard(bareModel, bareVersion)).toEqual({});
    expect(told(one.properties, 'riskTier')).toBeUndefined();
  });

  it('is the same for the same facts, and has another number for other content', () => {
    expect(billOfMaterials(full('x'))).toEqual(billOfMaterials(full('x')));
    const number = serialNumber({ id: 'ver_1', digest: 'd' });
    expect(number).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const others = [
      { id: 'ver_2', digest: 'd' },
      { id: 'ver_1', digest: 'e' },
    ].map(serialNumber);
    expect(new Set([number, ...others]).size).toBe(3);
  });
});

it.each([
  ['https://example.org/a(1)?b=c#d', 'https://example.org/a(1)?b=c#d'],
  ['s3://bucket/a file.onnx', 's3://bucket/a%20file.onnx'],
  ['models:/churn/7', 'models:/churn/7'],
  ['/models/100%.onnx', '/models/100%25.onnx'],
  ['C:\\x.pkl', 'C:%5Cx.pkl'],
  ['http://[', 'http://%5B'],
  ['a b:c', 'a%20b%3Ac'],
  ['a#b#c', 'a%23b%23c'],
])('the address %j is written %s', (address, written) => {
  expect(iri(address)).toBe(written);
});
