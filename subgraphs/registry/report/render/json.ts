import { coverageOf, type Report, type Stamp, type Table } from '../report.ts';

/** A report as JSON: where a standard says how, that; else its sections, with tables as lists of objects. Pure. */
export function json(report: Report, stamp: Stamp): string {
  return `${JSON.stringify(report.machine ? machineOf(report.machine, report) : plainOf(report, stamp), null, 2)}\n`;
}

function plainOf(report: Report, { generatedAt, by, head }: Stamp): object {
  const { kind, title, digest, about, notes, sections, points } = report;
  return {
    ...{ kind, title, digest, generatedAt, generatedFor: by, trail: head },
    ...{ coverage: coverageOf(report), points, about, notes },
    sections: sections.map(({ blocks, gaps, ...section }) => ({
      ...section,
      blocks: blocks.map(block => (block.kind === 'Table' ? tableOf(block) : block)),
      gaps: gaps.map(({ model, point, whoCanFill, asked }) => ({ model, ...point, whoCanFill, asked })),
    })),
  };
}

function tableOf({ kind, title, columns, rows }: Table): object {
  const objects = rows.map(row => Object.fromEntries(columns.map(({ key }, at) => [key, jsonCell(row[at])])));
  return { kind, title, columns, rows: objects };
}

function jsonCell(cell: Table['rows'][number][number] | undefined): unknown {
  return typeof cell === 'object' && cell !== null ? cell.entries : (cell ?? null);
}

/** A standard's document, with what makes it citable among its properties. */
function machineOf(document: object, report: Report): object {
  const { metadata = {} } = document as { metadata?: object };
  const entries = [...new Set(report.sections.flatMap(({ blocks }) => blocks.flatMap(citedIn)))].sort((a, b) => a - b);
  const properties = [
    { name: 'handoff:report:digest', value: report.digest },
    ...entries.map(seq => ({ name: 'handoff:audit:entry', value: String(seq) })),
  ];
  return { ...document, metadata: { ...metadata, properties } };
}

function citedIn(block: Report['sections'][number]['blocks'][number]): readonly number[] {
  if (block.kind === 'Text') return [];
  if (block.kind === 'Facts') return block.facts.flatMap(({ entries }) => entries);
  return block.rows.flatMap(row => row.flatMap(cell => (typeof cell === 'object' && cell ? cell.entries : [])));
}
