import { html } from '@handoff/kit/html';
import { words } from '../part/words.ts';
import { pageOf } from '../view.ts';

interface Report {
  report: { content: string } | null;
}

const kinds = [
  ['MODEL_CARD', 'of one model, or one version of it'],
  ['EU_AI_ACT_ANNEX_IV', 'of one model'],
  ['SR_11_7_INVENTORY', 'of all models that you may see'],
  ['ACCESS_REVIEW', 'of all models that you may see'],
  ['DECISION_LOG', 'of one model or all, for a time'],
  ['CYCLONEDX_ML_BOM', 'of one model, as JSON'],
] as const;

const formats: Readonly<Record<string, readonly [type: string, extension: string]>> = {
  HTML: ['text/html; charset=utf-8', 'html'],
  MARKDOWN: ['text/markdown; charset=utf-8', 'md'],
  JSON: ['application/json; charset=utf-8', 'json'],
  CSV: ['text/csv; charset=utf-8', 'csv'],
};

/** Which report is wanted. */
export const reports = pageOf<{ me: object | null }>({
  query: 'query Reports { me { id } }',
  variables: () => ({}),
  draw: (_, { place: { search } }) => ({
    title: 'Reports',
    body: html`<div class="head"><h1>Reports</h1><p class="lead">What auditors, regulators and colleagues ask for, from what the catalogue knows. Each says what is missing and who can fill it.</p></div>
<form class="panel move" action="/reports/read">
<div class="field"><label for="kind">Which</label><select id="kind" name="kind">${kinds.map(([kind, about]) => html`<option value="${kind}"${kind === search.get('kind') ? html` selected` : ''}>${words(kind)}: ${about}</option>`)}</select></div>
<div class="field"><label for="model">Model <span class="quiet">(name)</span></label><input id="model" name="model" value="${search.get('model') ?? ''}" maxlength="200" autocomplete="off"></div>
<div class="field"><label for="version">Version <span class="quiet">(optional)</span></label><input id="version" name="version" maxlength="100" autocomplete="off"></div>
<div class="field"><label for="from">From <span class="quiet">(decisions)</span></label><input id="from" type="date" name="from"></div>
<div class="field"><label for="to">To <span class="quiet">(decisions)</span></label><input id="to" type="date" name="to"></div>
<div class="field"><label for="format">As</label><select id="format" name="format"><option value="HTML">a page to read and print</option><option value="MARKDOWN">Markdown</option><option value="CSV">CSV</option><option value="JSON">JSON</option></select></div>
<button class="main">Make it</button></form>`,
  }),
});

/** One report: a page of its own to print, or a file to keep. */
export const report = pageOf<Report>({
  query: `query Report($kind: ReportKind!, $format: ReportFormat!, $model: String, $version: String, $from: DateTime, $to: DateTime) {
  report(kind: $kind, format: $format, model: $model, version: $version, from: $from, to: $to) { content }
}`,
  variables: ({ search }) => ({
    ...{ kind: kinds.find(([kind]) => kind === search.get('kind'))?.[0] ?? 'MODEL_CARD', format: formatOf(search) },
    ...{ model: search.get('model') || null, version: search.get('version') || null },
    ...{ from: startOf(search.get('from')), to: startOf(search.get('to')) },
  }),
  draw: ({ report: found }, { place: { search } }) => {
    const format = formatOf(search);
    const [type, extension] = formats[format] ?? ['text/plain; charset=utf-8', 'txt'];
    const name = format === 'HTML' ? null : `handoff-report.${extension}`;
    return found && { file: { type, content: found.content, name } };
  },
});

function formatOf(search: URLSearchParams): string {
  const wanted = search.get('format') ?? 'HTML';
  return Object.hasOwn(formats, wanted) ? wanted : 'HTML';
}

function startOf(day: string | null): string | null {
  return day && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? `${day}T00:00:00Z` : null;
}
