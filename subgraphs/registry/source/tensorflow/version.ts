import { known } from '../field.ts';
import type { DocumentContent, ImportVersion, LabelContent, VersionContent } from '../record.ts';
import type { MetaGraph, SavedModel, Signature, TensorInfo } from './read.ts';
import { dataType } from './types.ts';

/** What TensorFlow 2 keeps among the signatures for itself. */
const hidden: ReadonlySet<string> = new Set(['__saved_model_init_op', '__saved_model_train_op']);
const usual = 'serving_default';

export interface VersionPlace {
  version: string;
  externalId: string;
  /** Of saved_model.pb, as a way from the model's folder. */
  uri: string;
  bytes: number;
  sha256?: string;
}

/**
 * One SavedModel as a version. Its features and labels are those of the signature serving_default, or of the only one
 * there is; else those of all, each with the name of its signature before it. A document lists all of them.
 */
export function versionOf(model: SavedModel, { version, externalId, uri, bytes, sha256 }: VersionPlace): ImportVersion {
  const graph = servingGraph(model);
  const signatures = [...graph.signatures].filter(([name]) => !hidden.has(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return known({
    version,
    source: { system: 'TENSORFLOW' as const, externalId },
    content: known({
      framework: `tensorflow ${graph.tensorflowVersion}`.trim(),
      ...columnsOf(signatures),
      artifacts: [known({ uri, sha256, bytes, format: 'saved_model' })],
      documents: documentsOf(signatures),
    }),
    tags: model.metaGraphs.flatMap(({ tags }) =>
      tags.length > 0 ? [`meta_graph=${tags.join(',')}`.slice(0, 200)] : [],
    ),
  });
}

/** The one that is made for serving, else the first. */
function servingGraph({ metaGraphs }: SavedModel): MetaGraph {
  const [first] = metaGraphs;
  const serving = metaGraphs.find(({ tags }) => tags.includes('serve')) ?? first;
  return serving ?? { tags: [], tensorflowVersion: '', signatures: new Map() };
}

type Named = readonly [name: string, signature: Signature];

function columnsOf(signatures: readonly Named[]): Pick<VersionContent, 'features' | 'labels'> {
  const chosen = signatures.find(([name]) => name === usual) ?? (signatures.length === 1 ? signatures[0] : undefined);
  const told = chosen
    ? [['', chosen[1]] as const]
    : signatures.map(([name, signature]) => [`${name}/`, signature] as const);
  return {
    features: told.flatMap(([before, { inputs }]) =>
      columns(before, inputs).map(column => ({ ...column, required: true })),
    ),
    labels: told.flatMap(([before, { outputs }]) => columns(before, outputs)),
  };
}

function columns(before: string, tensors: ReadonlyMap<string, TensorInfo>): LabelContent[] {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, { dtype, shape }]) =>
    // A shape of [] is a scalar and no missing one.
    ({
      name: before + name,
      dtype: nameOf(dtype),
      ...(shape === null ? {} : { shape: shape.map(size => Math.max(size, -1)) }),
    }),
  );
}

function nameOf(dtype: number | null): string {
  return (dtype === null ? null : dataType(dtype)) ?? 'unknown';
}

function documentsOf(signatures: readonly Named[]): DocumentContent[] {
  if (signatures.length < 2) return [];
  const body = signatures.map(([name, signature]) => {
    const method = signature.methodName ? ` (${signature.methodName})` : '';
    return `## ${name}${method}\n\n${listed('in', signature.inputs)}${listed('out', signature.outputs)}`;
  });
  return [{ title: 'Signatures', kind: 'signatures', body: body.join('\n').slice(0, 900_000) }];
}

function listed(way: string, tensors: ReadonlyMap<string, TensorInfo>): string {
  return columns('', tensors)
    .map(({ name, dtype, shape }) => `- ${way}: ${name}, ${dtype}${shape ? ` [${shape.join(', ')}]` : ''}\n`)
    .join('');
}
