import { inline, prose, table } from '../../card/escape.ts';
import { type Block, cellText, entriesText, type Report, type Stamp, type Table } from '../report.ts';
import { gapCells, gapHeads, stampLines } from './stamp.ts';

type Sections = Report['sections'];

/** A report as Markdown; what people wrote is plain text in it. Pure. */
export function markdown(report: Report, stamp: Stamp): string {
  const about = report.about.filter(({ value }) => value !== null);
  const parts = [
    `# ${inline(report.title)}`,
    table(
      ['', ''],
      about.map(({ name, value }) => [name, value]),
    ),
    ...report.notes.map(prose),
    ...sectionsOf(report.sections),
    '## About this report',
    table(['', ''], stampLines(report, stamp)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionsOf(sections: Sections): string[] {
  return sections.flatMap((section, at) => {
    const { chapter } = section;
    const opens = chapter !== null && chapter !== sections[at - 1]?.chapter;
    return [...(opens ? [`## ${inline(chapter)}`] : []), ...sectionText(section)];
  });
}

function sectionText({ chapter, number, title, asks, blocks, sources, gaps }: Sections[number]): string[] {
  const heading = number === null ? title : `${number} ${title}`;
  const held = blocks.flatMap(blockText);
  return [
    `${chapter === null ? '##' : '###'} ${inline(heading)}`,
    ...(asks === null ? [] : [`*${inline(asks)}*`]),
    ...held,
    ...(held.length === 0 && gaps.length === 0 ? ['Nothing is held.'] : []),
    ...(held.length > 0 && sources.length > 0 ? [`From: ${inline(sources.join(', '))}.`] : []),
    ...gapText(gaps),
  ];
}

function blockText(block: Block): string[] {
  if (block.kind === 'Text') return [prose(block.text)];
  if (block.kind === 'Table') return tableText(block);
  const lines = block.facts.map(({ name, value, entries }) => {
    const cited = entries.length === 0 ? '' : ` (${entriesText(entries)})`;
    return `- **${inline(name)}**: ${inline(value ?? '')}${cited}`;
  });
  return [lines.join('\n')];
}

function tableText({ title, columns, rows, none }: Table): string[] {
  const heads = columns.map(column => column.title);
  const body =
    rows.length === 0
      ? prose(none)
      : table(
          heads,
          rows.map(row => row.map(cellText)),
        );
  return [...(title === null ? [] : [`**${inline(title)}**`]), body];
}

function gapText(gaps: Sections[number]['gaps']): string[] {
  if (gaps.length === 0) return [];
  const several = new Set(gaps.map(({ model }) => model?.id)).size > 1;
  const rows = gaps.map(gap => [...(several ? [gap.model?.name ?? ''] : []), ...gapCells(gap)]);
  return ['**Missing**', table([...(several ? ['Model'] : []), ...gapHeads], rows)];
}
