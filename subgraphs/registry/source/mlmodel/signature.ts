import { known, mapping } from '../field.ts';
import type { FeatureContent, LabelContent } from '../record.ts';

export type SignatureResult =
  | { kind: 'Signature'; features: FeatureContent[]; labels: LabelContent[] }
  | { kind: 'Problem'; message: string };

class Malformed extends Error {}

const maxDepth = 20;

/**
 * The columns of an MLflow signature: inputs are features, outputs are labels. Inference parameters (params) are
 * optional inputs of the call, so they are features that are not required; they are no training hyperparameters.
 * A column without a name is called input or output, numbered from 0 where there are several.
 */
export function readSignature(signature: unknown): SignatureResult {
  const { inputs, outputs, params } = mapping(signature) ?? {};
  try {
    const features = [...columns('inputs', inputs).map(feature), ...columns('params', params).map(parameter)];
    return { kind: 'Signature', features, labels: columns('outputs', outputs).map(label) };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'Problem', message: error.message };
    throw error;
  }
}

interface Column {
  place: string;
  fallback: string;
  spec: Record<string, unknown>;
}

function columns(part: string, source: unknown): Column[] {
  const list = fromJson(part, source);
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new Malformed(`signature.${part} is no list of columns.`);
  const noun = part === 'outputs' ? 'output' : 'input';
  return list.map((spec: unknown, i) => {
    const place = `signature.${part}[${i}]`;
    const column = mapping(spec);
    if (!column) throw new Malformed(`${place} is no column.`);
    return { place, spec: column, fallback: list.length === 1 ? noun : `${noun}_${i}` };
  });
}

/** The lists stand in the file as JSON inside a YAML text. */
function fromJson(part: string, source: unknown): unknown {
  if (typeof source !== 'string') return source;
  if (source.trim() === '') return null;
  try {
    return JSON.parse(source);
  } catch {
    throw new Malformed(`signature.${part} is no valid JSON.`);
  }
}

function feature(column: Column): FeatureContent {
  const { required, optional } = column.spec;
  return { ...label(column), required: required !== false && optional !== true };
}

function parameter({ place, spec, fallback }: Column): FeatureContent {
  const text = JSON.stringify(spec.default ?? null);
  const element = dtypeOf(spec, place, 0);
  const dtype = Array.isArray(spec.shape) ? `array<${element}>` : element;
  return { name: nameOf(spec, fallback), dtype, required: false, description: `Inference parameter, default ${text}` };
}

function label({ place, spec, fallback }: Column): LabelContent {
  const name = nameOf(spec, fallback);
  const dtype = dtypeOf(spec, place, 0);
  const shape = spec.type === 'tensor' ? shapeOf(mapping(spec['tensor-spec'])?.shape, place) : undefined;
  return known({ name, dtype, shape });
}

function nameOf(spec: Record<string, unknown>, fallback: string): string {
  const { name } = spec;
  return typeof name === 'string' && name !== '' ? name : typeof name === 'number' ? String(name) : fallback;
}

/** The type as one text: double, tensor<float32>, array<object>, map<string>. What an object holds is not spelled out. */
function dtypeOf(spec: Record<string, unknown>, place: string, depth: number): string {
  const { type } = spec;
  if (typeof type !== 'string' || type === '') throw new Malformed(`${place} has no type.`);
  if (depth > maxDepth) throw new Malformed(`${place} is nested deeper than ${maxDepth} levels.`);
  if (type === 'tensor') return `tensor<${tensorDtype(spec['tensor-spec'], place)}>`;
  if (type === 'array') return `array<${inner(spec.items, `${place}.items`, depth)}>`;
  if (type === 'map') return `map<${inner(spec.values, `${place}.values`, depth)}>`;
  return type;
}

function inner(spec: unknown, place: string, depth: number): string {
  const below = mapping(spec);
  if (!below) throw new Malformed(`${place} is missing.`);
  return dtypeOf(below, place, depth + 1);
}

function tensorDtype(spec: unknown, place: string): string {
  const dtype = mapping(spec)?.dtype;
  if (typeof dtype !== 'string' || dtype === '') throw new Malformed(`${place}.tensor-spec has no dtype.`);
  return dtype;
}

function shapeOf(shape: unknown, place: string): number[] {
  const whole = (size: unknown): size is number => Number.isInteger(size) && Math.abs(size as number) < 2 ** 31;
  if (!Array.isArray(shape) || !shape.every(whole)) {
    throw new Malformed(`${place}.tensor-spec has a shape that is no list of whole numbers.`);
  }
  return shape;
}
