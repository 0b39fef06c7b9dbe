import { known } from '../field.ts';
import type { FeatureContent, ImportRecord, ImportVersion, LabelContent, SourceRef } from '../record.ts';
import { tagged } from '../told.ts';
import type { OnnxModel, OnnxValue } from './read.ts';

/** What an ONNX file does not say about itself. */
export interface OnnxPlace {
  name: string;
  externalId: string;
  bytes: number;
  sha256?: string;
}

/**
 * One ONNX file as one model with one version: with the number that the file has for itself, else with none. Its author's metadata
 * and what it was made for (operator sets, domain) are tags.
 */
export function onnxRecord(model: OnnxModel, { name, externalId, bytes, sha256 }: OnnxPlace): ImportRecord {
  const source: SourceRef = { system: 'ONNX', externalId };
  const { tags, documents } = tagged([...model.metadata, ...about(model)]);
  const described = model.docString?.trim();
  return known({
    source,
    name,
    description: described ? described.slice(0, 2_000) : undefined,
    task: 'OTHER' as const,
    riskTier: 'UNCLASSIFIED' as const,
    documents:
      described && described.length > 2_000 ? [{ title: 'Description', kind: 'description', body: described }] : [],
    versions: [
      {
        ...numberOf(model, source),
        content: known({
          framework: producerOf(model),
          features: model.inputs.map(feature),
          labels: model.outputs.map(label),
          artifacts: [known({ uri: externalId, sha256, bytes, format: 'onnx' })],
          documents,
        }),
        tags,
      },
    ],
  });
}

function numberOf(
  { modelVersion = 0 }: OnnxModel,
  source: SourceRef,
): Pick<ImportVersion, 'version' | 'numbered' | 'source'> {
  if (modelVersion <= 0) return { version: '1', numbered: false };
  return { version: `${modelVersion}`, source: { ...source, externalId: `${source.externalId}#${modelVersion}` } };
}

function producerOf({ producerName, producerVersion }: OnnxModel): string | undefined {
  return producerName ? `${producerName} ${producerVersion ?? ''}`.trim().slice(0, 500) : undefined;
}

function about({ opsets, domain, graphName, irVersion }: OnnxModel): [string, string][] {
  const told: [string, string | undefined][] = [
    ...opsets.map(({ domain, version }) => [`opset.${domain || 'ai.onnx'}`, String(version)] as [string, string]),
    ['ir_version', irVersion === undefined ? undefined : String(irVersion)],
    ['domain', domain],
    ['graph', graphName],
  ];
  return told.flatMap(([key, value]) => (value ? [[key, value]] : []));
}

function feature(value: OnnxValue): FeatureContent {
  return { ...label(value), required: true };
}

/** Sizes that have a name can be any: the name goes into the description. */
function label({ name, elementType, shape, description }: OnnxValue): LabelContent {
  const named = shape?.some(size => typeof size === 'string')
    ? `Shape: ${shape.map(size => size ?? '?').join(' × ')}`
    : '';
  return known({
    name,
    dtype: elementType,
    shape: shape?.map(size => (typeof size === 'number' && size >= 0 ? size : -1)),
    description: [description.trim(), named].filter(text => text !== '').join('\n') || undefined,
  });
}
