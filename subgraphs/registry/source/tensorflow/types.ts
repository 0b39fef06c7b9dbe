/** Element types by their number in TensorFlow's types.proto. */
const dataTypes: readonly (string | undefined)[] = [
  undefined,
  'float32',
  'float64',
  'int32',
  'uint8',
  'int16',
  'int8',
  'string',
  'complex64',
  'int64',
  'bool',
  'qint8',
  'quint8',
  'qint32',
  'bfloat16',
  'qint16',
  'quint16',
  'uint16',
  'complex128',
  'float16',
  'resource',
  'variant',
  'uint32',
  'uint64',
  'float8_e5m2',
  'float8_e4m3fn',
];

/** What is added to the number of a type for a reference to it. */
const reference = 100;

/** The name of a type, ref<…> for a reference; null for 0, not set. What is newer than this list goes by its number. */
export function dataType(number: number): string | null {
  if (number === 0) return null;
  if (number > reference) return `ref<${dataType(number - reference)}>`;
  return dataTypes[number] ?? `type ${number}`;
}
