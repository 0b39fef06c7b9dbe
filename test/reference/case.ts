import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** One case of a file of reference numbers: what a function is given, and what it must answer. */
export interface Case {
  id: string;
  fn: string;
  params?: Record<string, unknown>;
  inputs: Record<string, unknown>;
}

/** What a function is given, by name; a missing value is null, what is not finite comes as itself. */
export class Given {
  readonly #values: Record<string, unknown>;
  readonly #folder: string;

  /** folder: where the files are that it names. */
  constructor({ params, inputs }: Case, folder: string) {
    this.#values = { ...params, ...inputs };
    this.#folder = folder;
  }

  /** The numbers of a file of little-endian doubles that is named by its place beside the cases. */
  file(name: string): Float64Array {
    const bytes = readFileSync(join(this.#folder, basename(this.text(name))));
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }

  /** A number; where none is given, what is usual, when there is such a thing. */
  number(name: string, usual?: number): number {
    const found = numberOf(this.#values[name]) ?? usual;
    if (found === undefined) throw new Error(`"${name}" is no number.`);
    return found;
  }

  /** Numbers without those that are missing. */
  numbers(name: string): number[] {
    return this.cells(name).filter(value => value !== null && !Number.isNaN(value)) as number[];
  }

  /** Numbers; where none are given, what is usual. */
  numbersOr(name: string, usual: readonly number[]): readonly number[] {
    return this.#values[name] === undefined ? usual : this.numbers(name);
  }

  /** Numbers with those that are missing, as null. */
  cells(name: string): (number | null)[] {
    return listOf(this.#values[name], name).map(numberOf);
  }

  /** A text; where none is given, what is usual, when there is such a thing. */
  text(name: string, usual?: string): string {
    const found = this.#values[name] ?? usual;
    if (typeof found !== 'string') throw new Error(`"${name}" is no text.`);
    return found;
  }

  /** Values as texts, those that are missing as null. */
  texts(name: string): (string | null)[] {
    return listOf(this.#values[name], name).map(value => (value === null ? null : String(value)));
  }

  /** Lists of numbers with those that are missing, as null. */
  rows(name: string): (number | null)[][] {
    return listOf(this.#values[name], name).map(row => listOf(row, name).map(numberOf));
  }

  table(name: string): number[][] {
    return listOf(this.#values[name], name).map(row => listOf(row, name).map(cell => numberOf(cell) ?? 0));
  }
}

function listOf(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`"${name}" is no list.`);
  return value;
}

const notFinite: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? (notFinite[value] ?? null) : null;
}

/** An answer as JSON can carry it: what is infinite becomes its name, and what is no number null. */
export function told(answer: unknown): unknown {
  if (Number.isNaN(answer)) return null;
  if (typeof answer === 'number') return Number.isFinite(answer) ? answer : String(answer);
  if (Array.isArray(answer)) return answer.map(told);
  if (typeof answer !== 'object' || answer === null) return answer;
  return Object.fromEntries(Object.entries(answer).map(([name, value]) => [name, told(value)]));
}
