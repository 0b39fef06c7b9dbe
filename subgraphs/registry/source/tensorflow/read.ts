import { type Bytes, Malformed } from '../protobuf/bytes.ts';
import { type Field, Message } from '../protobuf/message.ts';

/** One tensor of a signature. dtype: TensorFlow's number, null when not set; shape null: not told, -1: any size. */
export interface TensorInfo {
  name: string;
  dtype: number | null;
  shape: number[] | null;
}

export interface Signature {
  inputs: Map<string, TensorInfo>;
  outputs: Map<string, TensorInfo>;
  methodName: string | null;
}

export interface MetaGraph {
  tags: string[];
  tensorflowVersion: string;
  signatures: Map<string, Signature>;
}

export interface SavedModel {
  schemaVersion: number;
  metaGraphs: MetaGraph[];
}

/** Reads a SavedModel message; field numbers are those of saved_model.proto and meta_graph.proto. Throws Malformed. */
export function readSavedModel(bytes: Bytes): SavedModel {
  const model: SavedModel = { schemaVersion: 0, metaGraphs: [] };
  for (const field of Message.of(bytes).fields()) {
    if (field.number === 1) model.schemaVersion = field.value;
    if (field.number === 2) model.metaGraphs.push(readMetaGraph(field.message()));
  }
  if (model.metaGraphs.length === 0) throw new Malformed('it holds no graph: it is no saved_model.pb.');
  return model;
}

function readMetaGraph(message: Message): MetaGraph {
  const graph: MetaGraph = { tags: [], tensorflowVersion: '', signatures: new Map() };
  for (const field of message.fields()) {
    if (field.number === 1) readInfo(graph, field.message());
    if (field.number === 5) addEntry(graph.signatures, field, readSignature);
  }
  return graph;
}

function readInfo(graph: MetaGraph, info: Message): void {
  for (const field of info.fields()) {
    if (field.number === 4) graph.tags.push(field.text());
    if (field.number === 5) graph.tensorflowVersion = field.text();
  }
}

/** One entry of a protobuf map: key in field 1, value in field 2. */
function addEntry<T>(map: Map<string, T>, entry: Field, read: (message: Message) => T): void {
  let key = '';
  let value: T | undefined;
  for (const field of entry.message().fields()) {
    if (field.number === 1) key = field.text();
    if (field.number === 2) value = read(field.message());
  }
  if (value !== undefined) map.set(key, value);
}

function readSignature(message: Message): Signature {
  const signature: Signature = { inputs: new Map(), outputs: new Map(), methodName: null };
  for (const field of message.fields()) {
    if (field.number === 1) addEntry(signature.inputs, field, readTensor);
    if (field.number === 2) addEntry(signature.outputs, field, readTensor);
    if (field.number === 3) signature.methodName = field.text();
  }
  return signature;
}

function readTensor(message: Message): TensorInfo {
  const tensor: TensorInfo = { name: '', dtype: null, shape: null };
  for (const field of message.fields()) {
    if (field.number === 1) tensor.name = field.text();
    if (field.number === 2) tensor.dtype = field.value || null;
    if (field.number === 3) tensor.shape = readShape(field.message());
  }
  return tensor;
}

/** Null: of unknown rank. A size that is left out is 0, as protobuf has it. */
function readShape(message: Message): number[] | null {
  const shape: number[] = [];
  for (const field of message.fields()) {
    if (field.number === 3 && field.value !== 0) return null;
    if (field.number === 2) shape.push([...field.message().fields()].find(({ number }) => number === 1)?.value ?? 0);
  }
  return shape;
}
