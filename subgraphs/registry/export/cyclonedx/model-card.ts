import type { DataUseFacts, FeatureFacts, FieldFacts, FigureFacts, ModelFacts, VersionFacts } from '../facts.ts';
import { type Told, told, words } from '../given.ts';
import { iri } from './iri.ts';
import { pairs, property } from './property.ts';

/** The modelCard of CycloneDX 1.6: parameters, figures and considerations of a version. Empty where nothing is known. */
export function modelCard(model: ModelFacts, version: VersionFacts): Told {
  return told({
    modelParameters: parameters(model, version),
    quantitativeAnalysis: told({ performanceMetrics: version.evaluations.map(metric) }),
    considerations: considerations(model, version),
    properties: [
      ...version.features.flatMap(inputProperty),
      ...version.labels.flatMap(label => property(`output:${label.name}`, fieldText(label))),
      ...version.hyperparameters.flatMap(({ name, value }) => property(`hyperparameter:${name}`, value)),
      ...version.evaluations.flatMap(figureProperty),
      ...model.objectives.flatMap(objectiveProperty),
    ],
  });
}

function parameters(model: ModelFacts, version: VersionFacts): Told {
  return told({
    approach: told({ type: approach([...version.tags, ...model.tags]) }),
    task: words(model.task),
    architectureFamily: version.algorithm,
    datasets: version.trainingData.map(dataset),
    inputs: version.features.map(format),
    outputs: version.labels.map(format),
  });
}

const approaches = ['supervised', 'unsupervised', 'reinforcement-learning', 'semi-supervised', 'self-supervised'];

/** How it learned, where a tag approach=… says so: the task alone does not tell it. */
function approach(tags: readonly string[]): string | null {
  const said = tags.filter(tag => tag.startsWith('approach=')).map(tag => tag.slice('approach='.length).toLowerCase());
  return said.find(word => approaches.includes(word)) ?? null;
}

function dataset({ purpose, dataset: { name, uri, description, ...facts } }: DataUseFacts): Told {
  const { digest, rows, from, to } = facts;
  const properties = [
    ...property('purpose', purpose.toLowerCase()),
    ...property('description', description),
    ...property('digest', digest),
    ...property('rows', rows),
    ...property('from', from),
    ...property('to', to),
  ];
  return told({ type: 'dataset', name, contents: told({ url: uri === null ? null : iri(uri), properties }) });
}

function format({ dtype, shape }: FieldFacts): Told {
  return { format: shape === null ? dtype : `${dtype} [${shape.join(', ')}]` };
}

function fieldText({ dtype, shape, description }: FieldFacts, more: Told = {}): string | null {
  return pairs({ type: dtype, shape: shape === null ? null : `[${shape.join(', ')}]`, ...more, description });
}

function inputProperty(feature: FeatureFacts): Told[] {
  const { required, unit, sensitive, transformations, definition } = feature;
  const steps = transformations.join(', ');
  const more = { required, unit, personalData: sensitive, transformations: steps, definition: definition?.name };
  return property(`input:${feature.name}`, fieldText(feature, more));
}

function metric({ metric: type, valueText: value, slice, lower, upper }: FigureFacts): Told {
  const interval = told({ lowerBound: text(lower), upperBound: text(upper) });
  return told({ type, value, slice, confidenceInterval: interval });
}

function text(value: number | null): string | null {
  return value === null ? null : String(value);
}

/** What a performance metric has no field for, under the place that it has in the list, from 0. */
function figureProperty({ dataset, split, n, verified }: FigureFacts, index: number): Told[] {
  const facts = { dataset: dataset?.name, split, n, verified: verified || null };
  return property(`performanceMetric:${index}`, pairs(facts));
}

function objectiveProperty({ metric: name, comparator, target, unit, rationale }: ModelFacts['objectives'][number]) {
  const aim = `${comparator === 'AT_LEAST' ? 'at least' : 'at most'} ${target}${unit === null ? '' : ` ${unit}`}`;
  return property(`objective:${name}`, rationale === null ? aim : `${aim}: ${rationale}`);
}

const checked = { OPEN: 'not checked', HOLDS: 'found to hold', BROKEN: 'found not to hold' } as const;

function considerations({ purpose, limitations }: ModelFacts, { assumptions, features }: VersionFacts): Told {
  const personal = features.filter(({ sensitive }) => sensitive).map(({ name }) => name);
  const rests = assumptions.map(each => `Rests on an assumption, ${checked[each.status]}: ${each.text}`);
  return told({
    useCases: purpose === null ? [] : [purpose],
    technicalLimitations: [...(limitations === null ? [] : [limitations]), ...rests],
    ethicalConsiderations: personal.length === 0 ? [] : [{ name: `Reads personal data: ${personal.join(', ')}` }],
  });
}
