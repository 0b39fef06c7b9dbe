import { stringify } from 'csv-stringify/sync';
import { type Block, cellText, type FilledGap, type Report, type Table } from '../report.ts';
import { gapCells } from './stamp.ts';

/**
 * The table of a report as CSV (RFC 4180, UTF-8), or its sections, one row each. Every text is in quotes, whatever
 * separates cells elsewhere, and what a spreadsheet would take for a formula begins with an apostrophe. Pure.
 */
export function csv(report: Report): string {
  const { columns, rows } = report.record ?? sectionTable(report);
  const heads = [...columns.map(({ title }) => title), 'Digest of the report'];
  const lines = [heads, ...rows.map(row => [...row.map(cellText), report.digest])];
  return stringify(lines, { quoted: true, quoted_empty: false, escape_formulas: true, record_delimiter: 'windows' });
}

const sectionHeads = ['Chapter', 'Number', 'Section', 'Asks', 'Held', 'From', 'Missing', 'Who can fill it', 'Asked'];

function sectionTable({ sections }: Report): Pick<Table, 'columns' | 'rows'> {
  const rows = sections.map(({ chapter, number, title, asks, blocks, sources, gaps }) => [
    ...[chapter, number, title, asks, blocks.map(blockText).join('\n'), sources.join(', ')],
    ...[gapLines(gaps, 0), gapLines(gaps, 2), gapLines(gaps, 3)],
  ]);
  return { columns: sectionHeads.map(title => ({ key: title, title })), rows };
}

function gapLines(gaps: readonly FilledGap[], at: 0 | 2 | 3): string {
  return gaps.map(gap => gapCells(gap)[at]).join('\n');
}

function blockText(block: Block): string {
  if (block.kind === 'Text') return block.text;
  if (block.kind === 'Facts') return block.facts.map(({ name, value }) => `${name}: ${value ?? ''}`).join('\n');
  const lines = block.rows.map(row => row.map(cellText).filter(Boolean).join(' | '));
  return [...(block.title === null ? [] : [`${block.title}:`]), ...lines].join('\n');
}
