import { extname } from 'node:path';
import type { ReportFormat, ReportKind } from './report.ts';

/** A kind as the command line names it, with what it tells of. */
interface Named {
  kind: ReportKind;
  /** In a sentence without a full stop. */
  tells: string;
}

export const kindsByName: Readonly<Record<string, Named>> = {
  'model-card': { kind: 'MODEL_CARD', tells: 'one version of a model, with all that is known of it' },
  'annex-iv': { kind: 'EU_AI_ACT_ANNEX_IV', tells: 'technical documentation after Annex IV of the EU AI Act' },
  inventory: { kind: 'SR_11_7_INVENTORY', tells: 'all models after SR 11-7' },
  'access-review': { kind: 'ACCESS_REVIEW', tells: 'who holds which role on what, and what nobody uses' },
  'decision-log': { kind: 'DECISION_LOG', tells: 'who decided what in a period, on which evidence' },
  'ml-bom': { kind: 'CYCLONEDX_ML_BOM', tells: 'what a version is made of, as CycloneDX 1.6' },
};

const formats: Readonly<Record<string, ReportFormat>> = {
  md: 'MARKDOWN',
  markdown: 'MARKDOWN',
  html: 'HTML',
  htm: 'HTML',
  json: 'JSON',
  csv: 'CSV',
};

export const formatNames = ['md', 'html', 'json', 'csv'] as const;

/** The format that is named, else the one that a file's name ends like, else Markdown; of a bill of materials, JSON. */
export function formatOf(named: string | undefined, out: string | undefined, kind: ReportKind): ReportFormat | null {
  if (named !== undefined) return formats[named.toLowerCase()] ?? null;
  const ending =
    formats[
      extname(out ?? '')
        .slice(1)
        .toLowerCase()
    ];
  return ending ?? (kind === 'CYCLONEDX_ML_BOM' ? 'JSON' : 'MARKDOWN');
}

/** An instant of the command line: a day is its beginning in UTC. Null: it is neither. */
export function instantOf(text: string): Date | null {
  const whole = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text;
  const instant = new Date(/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/i.test(whole) ? whole : Number.NaN);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
