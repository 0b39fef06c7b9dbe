import type { PaperFacts } from '../facts.ts';
import { type GapPoint, type PaperKey, paperPoint } from '../gap.ts';
import type { Block, Cell, Column, Fact, Table } from '../report.ts';
import type { Subject } from '../subject.ts';

/** Something that was looked for. */
export interface Sought {
  told: boolean;
  point: GapPoint;
}

/** What the catalogue holds on one thing, where it comes from, and what of it was looked for. */
export interface Evidence {
  sources: readonly string[];
  blocks: readonly Block[];
  /** What was looked for. */
  sought: readonly Sought[];
}

/** Tells one thing of a model. Pure. */
export type Part = (subject: Subject) => Evidence;

/** Facts as a block; those without a value are left out, and so is a block without any. */
export function factsBlock(facts: readonly Fact[]): Block[] {
  const told = facts.filter(({ value }) => value !== null && value !== '');
  return told.length === 0 ? [] : [{ kind: 'Facts', facts: told }];
}

export function fact(name: string, value: string | null, entries: readonly number[] = []): Fact {
  return { name, value, entries };
}

/** A text as a block; none for none. */
export function textBlock(text: string | null): Block[] {
  return text === null || text.trim() === '' ? [] : [{ kind: 'Text', text }];
}

/** The key of a column is its title in lower case, with hyphens. */
export function columnsOf(titles: readonly string[]): Column[] {
  return titles.map(title => ({ key: title.toLowerCase().replace(/[^a-z0-9]+/g, '-'), title }));
}

export function tableOf(title: string | null, titles: readonly string[], rows: readonly (readonly Cell[])[]): Table {
  return { kind: 'Table', title, columns: columnsOf(titles), rows, none: 'None.' };
}

/** A table as a block; none where it has no row. */
export function tableBlock(title: string, titles: readonly string[], rows: readonly (readonly Cell[])[]): Block[] {
  return rows.length === 0 ? [] : [tableOf(title, titles, rows)];
}

/** What was looked for, and whether it is told. */
export function sought(points: readonly (readonly [told: boolean, point: GapPoint])[]): Sought[] {
  return points.map(([told, point]) => ({ told, point }));
}

/** The documents of one kind, of the model and of the version: told where there is one. */
export function papers(kind: PaperKey): Part {
  return subject => {
    const rows = paperRows(subject, each => slug(each.kind) === kind);
    return {
      sources: ['documents'],
      blocks: tableBlock('Documents', paperHeads, rows),
      sought: sought([[rows.length > 0, paperPoint(kind)]]),
    };
  };
}

export const paperHeads = ['Title', 'Kind', 'Where', 'Written on', 'By', 'Entries'];

/** Documents of the version and of the model as rows under paperHeads; one that came with its version cites how that came. */
export function paperRows(
  { model, version, cites }: Subject,
  wanted: (document: PaperFacts) => boolean = () => true,
): Cell[][] {
  const came = version ? cites.of(version.id, 'version.registered', 'version.imported') : [];
  const imported = cites.of(model.id, 'model.imported');
  const rowOf = (document: PaperFacts, otherwise: readonly number[]): Cell[] => {
    const { id, title, kind, uri, updatedAt, updatedBy } = document;
    const written = cites.ofDocument(id);
    const entries = written.length > 0 ? written : otherwise;
    return [title, kind, uri, day(updatedAt), updatedBy?.name ?? null, { entries }];
  };
  return [
    ...(version?.documents ?? []).filter(wanted).map(each => rowOf(each, came)),
    ...model.documents.filter(wanted).map(each => rowOf(each, imported)),
  ];
}

/** That a list goes on, as a block; none where it does not. */
export function moreBlock(list: { totalCount: number; nodes: readonly unknown[] }, noun: string): Block[] {
  const left = list.totalCount - list.nodes.length;
  return textBlock(left > 0 ? `${left} earlier ${noun} are in the catalogue.` : null);
}

/** A kind of document as it is compared: "Risk management" and risk_management are one. */
function slug(kind: string): string {
  return kind
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
}

/** The day of an instant, in UTC. */
export function day(instant: string | Date | null): string | null {
  if (instant === null) return null;
  return (typeof instant === 'string' ? instant : instant.toISOString()).slice(0, 10);
}

/** A name like BINARY_CLASSIFICATION as people read it. */
export function plain(name: string): string {
  const text = name.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A figure with the side of it that is good: at least 0.8 ms. */
export function bound(comparator: 'AT_LEAST' | 'AT_MOST', value: number, unit: string | null): string {
  const side = comparator === 'AT_LEAST' ? 'at least' : 'at most';
  return `${side} ${figure(value)}${unit ? ` ${unit}` : ''}`;
}

/** A number as people read it. */
export function figure(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 6 });
}
