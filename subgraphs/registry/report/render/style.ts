/** What a report looks like on a screen and on paper. Nothing is fetched: fonts are those of the reader's machine. */
export const style = `
:root { --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --fill: #f6f8fa; --lack: #9a3412; --lackfill: #fff7ed; --accent: #1f4b7a; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2.5rem 2rem 4rem; color: var(--ink); background: #fff;
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1.25rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .4rem; }
h4 { font-size: .95rem; margin: 1rem 0 .35rem; }
p { margin: .4rem 0; max-width: 52rem; white-space: pre-line; overflow-wrap: anywhere; }
.number { color: var(--accent); margin-right: .5rem; font-variant-numeric: tabular-nums; }
.asks { color: var(--soft); }
.note, .from { color: var(--soft); font-size: .875rem; }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: .2rem 1rem; margin: .6rem 0; }
dt { color: var(--soft); }
dd { margin: 0; white-space: pre-line; overflow-wrap: anywhere; }
.entries { color: var(--accent); font-size: .85em; }
header dl { padding: .9rem 1.1rem; background: var(--fill); border: 1px solid var(--line); border-radius: 6px; }
.scroll { overflow-x: auto; margin: .5rem 0 1rem; }
table { width: 100%; border-collapse: collapse; font-size: .84rem; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: .2rem 0 .35rem; font-size: .95rem; }
th, td { padding: .35rem .55rem; border: 1px solid var(--line); text-align: left; vertical-align: top; min-width: 4.5rem; }
th { background: var(--fill); font-weight: 600; }
td { overflow-wrap: break-word; white-space: pre-line; }
td.long { overflow-wrap: anywhere; min-width: 8rem; font-size: .92em; }
td.text { min-width: 13rem; }
td.day { white-space: nowrap; }
td.none { color: var(--soft); }
body.wide { max-width: 104rem; }
.lack { margin: .7rem 0 1rem; padding: .6rem .9rem .7rem; background: var(--lackfill); border: 1px solid #fdba74; border-left: 4px solid var(--lack); border-radius: 4px; }
.lack h3, .lack h4 { font-size: .95rem; margin: 0 0 .3rem; color: var(--lack); }
.lack table { background: #fff; }
nav ol { columns: 2; padding-left: 1.2rem; margin: .5rem 0 1.5rem; font-size: .9rem; list-style: none; }
nav a { color: var(--accent); text-decoration: none; }
nav .lacks { color: var(--lack); font-size: .85em; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
@page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9px sans-serif; color: #57606a; } }
@page wide { size: A4 landscape; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  body.wide { page: wide; }
  h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 11pt; }
  h2, h3, h4, caption, .asks { break-after: avoid; }
  tr, .few, header dl, footer { break-inside: avoid; }
  .from { break-before: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  table { font-size: 7.6pt; }
  th, td { padding: 2pt 3pt; min-width: 0; }
  td.text, td.long { min-width: 0; }
  nav { display: none; }
  a { color: inherit; text-decoration: none; }
}
`;
