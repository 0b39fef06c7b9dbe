import { EntitySchema } from 'typeorm';
import type { HandoverRow } from './handover.ts';
import type { CommentRow, SectionRow } from './section.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const handovers = new EntitySchema<HandoverRow>({
  name: 'handover',
  schema: 'registry',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    versionId: { ...text, name: 'version_id' },
    fromId: { ...text, name: 'from_id' },
    toId: { ...text, name: 'to_id' },
    state: text,
    note: optional,
    digest: text,
    offeredAt: time('offered_at'),
    dueAt: time('due_at', true),
    answeredAt: time('answered_at', true),
    answeredById: { ...optional, name: 'answered_by_id' },
    closingNote: { ...optional, name: 'closing_note' },
    revision: { type: 'int' },
  },
});

export const handoverSections = new EntitySchema<SectionRow>({
  name: 'handover_section',
  schema: 'registry',
  columns: {
    handoverId: { ...text, name: 'handover_id', primary: true },
    section: { ...text, primary: true },
    verdict: text,
    byId: { ...text, name: 'by_id' },
    at: time('at'),
    print: text,
  },
});

export const handoverComments = new EntitySchema<CommentRow>({
  name: 'handover_comment',
  schema: 'registry',
  columns: {
    handoverId: { ...text, name: 'handover_id', primary: true },
    position: { type: 'int', primary: true },
    section: text,
    byId: { ...text, name: 'by_id' },
    at: time('at'),
    text,
  },
});
