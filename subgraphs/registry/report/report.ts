import type { GapPoint } from './gap.ts';

export const reportKinds = [
  'MODEL_CARD',
  'EU_AI_ACT_ANNEX_IV',
  'SR_11_7_INVENTORY',
  'ACCESS_REVIEW',
  'DECISION_LOG',
  'CYCLONEDX_ML_BOM',
] as const;
export type ReportKind = (typeof reportKinds)[number];

export const reportFormats = ['MARKDOWN', 'HTML', 'JSON', 'CSV'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Numbers of entries of the audit trail. */
export interface Entries {
  entries: readonly number[];
}

/** What stands in a cell; null: nothing is known. */
export type Cell = string | Entries | null;

export interface Column {
  /** What it is called where programs read it. */
  key: string;
  title: string;
}

/** Rows of equal columns. */
export interface Table {
  kind: 'Table';
  title: string | null;
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  /** What is said where there is no row. */
  none: string;
}

/** One thing that is known, with the entries by which it was decided. */
export interface Fact {
  name: string;
  value: string | null;
  entries: readonly number[];
}

export type Block = { kind: 'Facts'; facts: readonly Fact[] } | { kind: 'Text'; text: string } | Table;

/** Something that is not known and should be. Ids; who can fill it is found by the permission that it takes. */
export interface Gap {
  /** Title of the section. */
  section: string;
  /** null: it is about no single model. */
  model: { id: string; name: string } | null;
  point: GapPoint;
}

/** One section: what it asks, what the graph holds on that, where that comes from, and what is missing. */
export interface Section {
  /** What several sections stand under; null: it stands alone. */
  chapter: string | null;
  /** As the regulation counts, such as 2(d); null where none does. */
  number: string | null;
  title: string;
  /** What belongs here, in a sentence. */
  asks: string | null;
  blocks: readonly Block[];
  /** Where it comes from: parts of the catalogue. */
  sources: readonly string[];
  gaps: readonly Gap[];
}

/** A report as it is put together, whatever it is written as. */
export interface Draft {
  kind: ReportKind;
  title: string;
  /** What it is about, and what it covers. */
  about: readonly Fact[];
  /** How to read it. */
  notes: readonly string[];
  sections: readonly Section[];
  /** How many points were looked for, and how many of them are told. */
  points: { asked: number; told: number };
  /** What is written where only a table can be; null: the sections, one row each. */
  record: Table | null;
  /** The document that programs read, where there is a standard for it. */
  machine: object | null;
}

/** A gap with the names of those who can fill it, and who was asked to last; days as 2026-11-21. */
export interface FilledGap extends Gap {
  whoCanFill: readonly { id: string; name: string }[];
  asked: { id: string; to: string; on: string; due: string | null } | null;
}

/** A draft with who can fill what, and its digest. */
export interface Report extends Omit<Draft, 'sections'> {
  sections: readonly (Omit<Section, 'gaps'> & { gaps: readonly FilledGap[] })[];
  /** sha256 over all above in canonical form: equal for equal content, in every format and at every time. */
  digest: string;
}

/** When and for whom it was made, and how far the trail went: no part of the digest. */
export interface Stamp {
  generatedAt: Date;
  by: string;
  head: { seq: number; hash: string } | null;
}

/** How much of what was looked for is told, 0 to 1; 1 where nothing was. */
export function coverageOf({ points: { asked, told } }: Pick<Draft, 'points'>): number {
  return asked === 0 ? 1 : told / asked;
}

/** The gaps of all sections. */
export function gapsOf<Kind extends Gap>(report: { sections: readonly { gaps: readonly Kind[] }[] }): Kind[] {
  return report.sections.flatMap(({ gaps }) => gaps);
}

/** The numbers in a cell, or in facts, as people read them: #12, #15. */
export function entriesText(entries: readonly number[]): string {
  return entries.map(seq => `#${seq}`).join(', ');
}

/** A cell as one text. */
export function cellText(cell: Cell): string {
  if (cell === null || typeof cell === 'string') return cell ?? '';
  return entriesText(cell.entries);
}
