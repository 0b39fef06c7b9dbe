import { readFileSync } from 'node:fs';

/** Milliseconds. */
export const day = 86_400_000;
export const hour = 3_600_000;

function textOf(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}

/** The rows of a file of comma-separated values without quotes; what is empty is null. */
export function tableOf(file: string): Record<string, string | null>[] {
  const [head = '', ...lines] = textOf(file).trimEnd().split('\n');
  const names = head.split(',');
  return lines.map(line =>
    Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell === '' ? null : cell])),
  );
}

/** The rows of a file of one JSON object a line. */
export function linesOf<T>(file: string): T[] {
  return textOf(file)
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as T);
}

/** A stream's own truth. */
export function truthOf<T>(file: string): T {
  const { streams } = JSON.parse(textOf('streams_truth.json')) as { streams: ({ file: string } & T)[] };
  const found = streams.find(stream => stream.file === file);
  if (!found) throw new Error(`Nothing is known of ${file}.`);
  return found;
}

export function numberOf(cell: string | null | undefined): number | null {
  return cell === null || cell === undefined ? null : Number(cell);
}
