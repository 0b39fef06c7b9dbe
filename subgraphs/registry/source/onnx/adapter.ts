import { basename } from 'node:path';
import { ahead } from '../ahead.ts';
import { digestOf } from '../digest.ts';
import { modelName, unnameable } from '../name.ts';
import { checkPath, type Found, files, sentence } from '../place.ts';
import { withBytes } from '../protobuf/bytes.ts';
import type { ImportItem, ReadOptions, SourceAdapter } from '../record.ts';
import { readOnnx } from './read.ts';
import { onnxRecord } from './record.ts';

/** ONNX files: one, or every *.onnx below a folder. The file's name is the model's; weights are not read. */
export const onnx: SourceAdapter = {
  system: 'ONNX',
  where: 'an ONNX file, or a folder with *.onnx files anywhere below it',
  examples: ['./models'],
  check: checkPath,
  read,
};

async function* read(where: string, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  yield* ahead(candidates(where), readOne, { width: 4, signal });
}

async function* candidates(where: string): AsyncGenerator<Found> {
  for await (const found of files(where)) if (found.problem || found.alone || /\.onnx$/i.test(found.path)) yield found;
}

async function readOne({ path, parts, problem }: Found): Promise<ImportItem> {
  const externalId = parts.join('/');
  const refused = (reason: string): ImportItem => ({ path, externalId, problem: sentence(reason) });
  if (problem) return refused(problem);
  const calledBy = basename(path).replace(/\.onnx$/i, '');
  const name = modelName(calledBy);
  if (name === null) return refused(unnameable(calledBy));
  const model = await withBytes(path, readOnnx);
  if (model.kind === 'Problem') return refused(model.message);
  return { path, record: onnxRecord(model.value, { name, externalId, ...(await digestOf(path)) }) };
}
