import type { Bytes } from '../protobuf/bytes.ts';
import { Malformed } from '../protobuf/bytes.ts';
import { type Field, Message } from '../protobuf/message.ts';
import { elementType } from './types.ts';

/** One input or output. elementType: sequence, map, optional or sparse<…> where it is no plain tensor. */
export interface OnnxValue {
  name: string;
  elementType: string;
  /** Null: not told. Entries: a size, a name for one, or null for any. */
  shape: (number | string | null)[] | null;
  description: string;
}

/** What an ONNX file tells of its model; undefined where a field is absent. */
export interface OnnxModel {
  irVersion?: number;
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: number;
  docString?: string;
  opsets: { domain: string; version: number }[];
  metadata: [string, string][];
  graphName: string;
  nodes: number;
  initializers: number;
  /** Without the initializers, which old exporters list among them. */
  inputs: OnnxValue[];
  outputs: OnnxValue[];
}

/** Reads a ModelProto; field numbers are those of onnx.proto3. Throws Malformed. */
export function readOnnx(bytes: Bytes): OnnxModel {
  const model: OnnxModel = {
    opsets: [],
    metadata: [],
    graphName: '',
    nodes: 0,
    initializers: 0,
    inputs: [],
    outputs: [],
  };
  let hasGraph = false;
  for (const field of Message.of(bytes).fields()) {
    if (field.number === 7) hasGraph = true;
    readModelField(model, field);
  }
  if (!hasGraph) throw new Malformed('it holds no graph: it is no ONNX model.');
  return model;
}

function readModelField(model: OnnxModel, field: Field): void {
  const { number } = field;
  if (number === 1) model.irVersion = field.value;
  else if (number === 2) model.producerName = field.text();
  else if (number === 3) model.producerVersion = field.text();
  else if (number === 4) model.domain = field.text();
  else if (number === 5) model.modelVersion = field.value;
  else if (number === 6) model.docString = field.text();
  else if (number === 7) readGraph(model, field.message());
  else if (number === 8) model.opsets.push(readOpset(field.message()));
  else if (number === 14) model.metadata.push(readEntry(field.message()));
}

function readOpset(message: Message): { domain: string; version: number } {
  const opset = { domain: '', version: 0 };
  for (const field of message.fields()) {
    if (field.number === 1) opset.domain = field.text();
    if (field.number === 2) opset.version = field.value;
  }
  return opset;
}

function readEntry(message: Message): [string, string] {
  const entry: [string, string] = ['', ''];
  for (const field of message.fields())
    if (field.number === 1 || field.number === 2) entry[field.number - 1] = field.text();
  return entry;
}

function readGraph(model: OnnxModel, graph: Message): void {
  const initializers = new Set<string>();
  for (const field of graph.fields()) {
    const { number } = field;
    if (number === 1) model.nodes++;
    else if (number === 2) model.graphName = field.text();
    else if (number === 5 || number === 15) {
      model.initializers++;
      initializers.add(number === 5 ? nameOf(field.message(), 8) : sparseName(field.message()));
    } else if (number === 11) model.inputs.push(readValue(field.message()));
    else if (number === 12) model.outputs.push(readValue(field.message()));
  }
  model.inputs = model.inputs.filter(({ name }) => !initializers.has(name));
}

/** A tensor's name; its numbers are stepped over. */
function nameOf(tensor: Message, nameField: number): string {
  for (const field of tensor.fields()) if (field.number === nameField) return field.text();
  return '';
}

function sparseName(sparse: Message): string {
  for (const field of sparse.fields()) if (field.number === 1) return nameOf(field.message(), 8);
  return '';
}

function readValue(message: Message): OnnxValue {
  const value: OnnxValue = { name: '', elementType: 'unknown', shape: null, description: '' };
  for (const field of message.fields()) {
    if (field.number === 1) value.name = field.text();
    else if (field.number === 2) Object.assign(value, readType(field.message()));
    else if (field.number === 3) value.description = field.text();
  }
  if (value.name === '') throw new Malformed('an input or output of it has no name.');
  return value;
}

const otherTypes: Record<number, string> = { 4: 'sequence', 5: 'map', 7: 'opaque', 9: 'optional' };

function readType(type: Message): Pick<OnnxValue, 'elementType' | 'shape'> {
  for (const field of type.fields()) {
    if (field.number === 1) return readTensor(field.message());
    if (field.number === 8) {
      const { elementType, shape } = readTensor(field.message());
      return { elementType: `sparse<${elementType}>`, shape };
    }
    const other = otherTypes[field.number];
    if (other) return { elementType: other, shape: null };
  }
  return { elementType: 'unknown', shape: null };
}

function readTensor(tensor: Message): Pick<OnnxValue, 'elementType' | 'shape'> {
  const told: Pick<OnnxValue, 'elementType' | 'shape'> = { elementType: 'unknown', shape: null };
  for (const field of tensor.fields()) {
    if (field.number === 1) told.elementType = elementType(field.value);
    if (field.number === 2) told.shape = readShape(field.message());
  }
  return told;
}

function readShape(message: Message): (number | string | null)[] {
  return [...message.fields()].filter(({ number }) => number === 1).map(field => readDimension(field.message()));
}

function readDimension(dimension: Message): number | string | null {
  for (const field of dimension.fields()) {
    if (field.number === 1) return field.value;
    if (field.number === 2) return field.text() || null;
  }
  return null;
}
