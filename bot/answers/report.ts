import type { Named, Problem } from './shared.ts';

/** What reports tell of, by the words people type for it. */
export const reportKinds = {
  'model-card': 'MODEL_CARD',
  'annex-iv': 'EU_AI_ACT_ANNEX_IV',
  'ml-bom': 'CYCLONEDX_ML_BOM',
  inventory: 'SR_11_7_INVENTORY',
  'access-review': 'ACCESS_REVIEW',
  'decision-log': 'DECISION_LOG',
} as const;

export type ReportName = keyof typeof reportKinds;

/** Something a report looks for and nobody told. */
export interface ReportGapView {
  section: string;
  point: string;
  missing: string;
  model: { id: string; name: string; title: string } | null;
  whoCanFill: Named[];
  /** Who was asked last to fill it; null: nobody. */
  assigned: { id: string; to: Named | null } | null;
}

/** A report, but for its text. coverage: 0 to 1. generatedAt: RFC 3339. */
export interface ReportView {
  digest: string;
  generatedAt: string;
  coverage: number;
  gaps: ReportGapView[];
}

/** What the operations of operations/report.graphql take and answer. */
export interface ReportOperations {
  ReadReport: {
    variables: { kind: (typeof reportKinds)[ReportName]; model: string | null; version: string | null };
    data: { report: ReportView | null };
  };
  AssignGap: {
    variables: {
      input: {
        model: string;
        point: string;
        toId: string;
        note: string | null;
        dueAt: string | null;
        idempotencyKey: string;
      };
    };
    data: {
      assignGap: {
        gap: { id: string; missing: string | null; to: Named | null } | null;
        problem: Problem | null;
      } | null;
    };
  };
}
