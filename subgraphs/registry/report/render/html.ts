import { html as safe } from 'ghtml';
import { type Block, type Cell, entriesText, type Report, type Stamp, type Table } from '../report.ts';
import { gapCells, gapHeads, stampLines } from './stamp.ts';
import { style } from './style.ts';

// In safe`…` every value is escaped, but for those that stand after an exclamation mark: those are made here.

type Sections = Report['sections'];

/** More columns than an upright page holds. */
const wide = 9;

/** A report as one HTML file: it prints well, runs nothing and fetches nothing. Pure. */
export function html(report: Report, stamp: Stamp): string {
  const isWide = report.sections.some(({ blocks }) =>
    blocks.some(block => block.kind === 'Table' && block.columns.length > wide),
  );
  return safe`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${report.title}</title>
<style>!${style}</style>
</head>
<body class="${isWide ? 'wide' : 'upright'}">
<header>
<h1>${report.title}</h1>
!${list(report.about.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const])))}
!${report.notes.map(note => safe`<p class="note">${note}</p>`)}
</header>
!${contents(report.sections)}
<main>
!${report.sections.map((section, at) => sectionHtml(section, at, report.sections))}
</main>
<footer>
<h2>About this report</h2>
!${list(stampLines(report, stamp))}
</footer>
</body>
</html>
`;
}

function list(lines: readonly (readonly [string, string])[]): string {
  return safe`<dl>!${lines.map(([name, value]) => safe`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function contents(sections: Sections): string {
  if (sections.length < 4) return '';
  const lines = sections.map(({ number, title, gaps }, at) => {
    const lacks = gaps.length === 0 ? '' : safe` <span class="lacks">${gaps.length} missing</span>`;
    return safe`<li><a href="#s${at + 1}">!${numberHtml(number)}${title}</a>!${lacks}</li>`;
  });
  return safe`<nav aria-label="Contents"><ol>!${lines}</ol></nav>`;
}

function numberHtml(number: string | null): string {
  return number === null ? '' : safe`<span class="number">${number}</span>`;
}

function sectionHtml(section: Sections[number], at: number, all: Sections): string {
  const { chapter, number, title, asks, blocks, sources, gaps } = section;
  const opens = chapter !== null && chapter !== all[at - 1]?.chapter;
  const level = chapter === null ? 'h2' : 'h3';
  return safe`!${opens ? safe`<h2>${chapter}</h2>` : ''}
<section id="s${at + 1}">
<!${level}>!${numberHtml(number)}${title}</!${level}>
!${asks === null ? '' : safe`<p class="asks">${asks}</p>`}
!${blocks.map(blockHtml)}
!${blocks.length === 0 && gaps.length === 0 ? '<p class="note">Nothing is held.</p>' : ''}
!${blocks.length > 0 && sources.length > 0 ? safe`<p class="from">From: ${sources.join(', ')}.</p>` : ''}
!${gapsHtml(gaps, level === 'h2' ? 'h3' : 'h4')}
</section>
`;
}

function blockHtml(block: Block): string {
  if (block.kind === 'Text') return safe`<p>${block.text}</p>`;
  if (block.kind === 'Table') return tableHtml(block);
  const lines = block.facts.map(
    ({ name, value, entries }) =>
      safe`<dt>${name}</dt><dd><bdi>${value}</bdi> <span class="entries">${entriesText(entries)}</span></dd>`,
  );
  return safe`<dl>!${lines}</dl>`;
}

function tableHtml({ title, columns, rows, none }: Table): string {
  if (rows.length === 0) return safe`!${title === null ? '' : safe`<h4>${title}</h4>`}<p class="note">${none}</p>`;
  return safe`<div class="scroll" tabindex="0" role="group" aria-label="${title ?? 'Table'}"><table class="${rows.length > 8 ? 'many' : 'few'}">!${title === null ? '' : safe`<caption>${title}</caption>`}
<thead><tr>!${columns.map(column => safe`<th scope="col">${column.title}</th>`)}</tr></thead>
<tbody>
!${rows.map(row => safe`<tr>!${row.map(cellHtml)}</tr>`)}</tbody></table></div>`;
}

function cellHtml(cell: Cell): string {
  if (cell === null || cell === '') return '<td class="none">–</td>';
  if (typeof cell !== 'string') return safe`<td class="entries">${entriesText(cell.entries)}</td>`;
  return safe`<td class="${lookOf(cell)}">${cell}</td>`;
}

/** How a cell is set: days stay whole, digests and addresses may break anywhere, sentences need room. */
function lookOf(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return 'day';
  if (/\S{32}/.test(text)) return 'long';
  return text.length > 60 ? 'text' : 'short';
}

function gapsHtml(gaps: Sections[number]['gaps'], level: 'h3' | 'h4'): string {
  if (gaps.length === 0) return '';
  const several = new Set(gaps.map(({ model }) => model?.id)).size > 1;
  const heads = [...(several ? ['Model'] : []), ...gapHeads];
  const rows = gaps.map(gap => [...(several ? [gap.model?.name ?? ''] : []), ...gapCells(gap)]);
  return safe`<div class="${gaps.length > 8 ? 'lack' : 'lack few'}"><!${level}>Missing</!${level}><table>
<thead><tr>!${heads.map(head => safe`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
!${rows.map(row => safe`<tr>!${row.map(cell => safe`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}
