import type { FieldFacts } from '../facts.ts';
import { type Told, told } from '../given.ts';

type Field = Pick<FieldFacts, 'name' | 'dtype' | 'shape'> & { required?: boolean };

/** Inputs or outputs as MLflow writes a signature, which is what DataHub keeps of it; null without any. */
export function signature(fields: readonly Field[]): string | null {
  return fields.length === 0 ? null : JSON.stringify(fields.map(column));
}

function column({ name, dtype, shape, required }: Field): Told {
  return told({ name, ...typeOf(dtype, shape), required });
}

/** A type such as tensor<float32> or array<map<string>> in MLflow's words; any where the inner type is not told. */
function typeOf(dtype: string, shape: number[] | null): Told {
  const [, outer = dtype, inner] = /^(tensor|array|map)<(.+)>$/.exec(dtype) ?? [];
  if (outer === 'tensor') {
    if (inner === undefined) return { type: 'any' };
    return shape === null ? { type: dtype } : { type: 'tensor', 'tensor-spec': { dtype: inner, shape } };
  }
  if (outer === 'array') return { type: 'array', items: typeOf(inner ?? 'any', null) };
  if (outer === 'map') return { type: 'map', values: typeOf(inner ?? 'any', null) };
  return told({ type: dtype, shape });
}
