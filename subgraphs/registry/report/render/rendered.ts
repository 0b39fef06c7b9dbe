import type { Report, ReportFormat, Stamp } from '../report.ts';
import { csv } from './csv.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';

const formats: Readonly<Record<ReportFormat, (report: Report, stamp: Stamp) => string>> = {
  MARKDOWN: markdown,
  HTML: html,
  JSON: json,
  CSV: csv,
};

/** A report written in a format. Pure. */
export function rendered(report: Report, stamp: Stamp, format: ReportFormat): string {
  return formats[format](report, stamp);
}
