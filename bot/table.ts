import type { Table } from '@handoff/kit/database/database';
import { EntitySchema } from 'typeorm';

/** One delivery from Slack, by the key that is the same each time it is sent. */
export interface InboxRow {
  key: string;
  kind: string;
  /** What was delivered, as JSON; null once it is done. */
  body: string | null;
  /** TAKEN: a process works on it until dueAt. DUE: to be tried again at dueAt. */
  state: 'TAKEN' | 'DUE' | 'DONE' | 'DEAD';
  attempts: number;
  dueAt: Date;
  lastError: string | null;
  receivedAt: Date;
}

/** One card to draw: which thing, and where. What it shows is read when it is drawn. */
export interface OutboxRow {
  subjectId: string;
  /** `dm:<Slack user id>` or `ch:<channel id or name>`. */
  destination: string;
  /** Grows with each wish to draw, so that a wish that came while drawing is not lost. */
  wanted: number;
  /** Draw even what has this revision already. */
  redraw: boolean;
  state: 'DUE' | 'DEAD';
  attempts: number;
  dueAt: Date;
  leasedUntil: Date | null;
  lastError: string | null;
  /** When a post began of which nobody knows whether it arrived; null: none did. */
  postingAt: Date | null;
  /** Since when it waits. */
  askedAt: Date;
  /** The `traceparent` of who asked last; null: no trace is kept of them. */
  trace: string | null;
}

/** Where a thing's card is, and which revision it shows. */
export interface CardRow {
  subjectId: string;
  destination: string;
  channel: string;
  ts: string;
  revision: number;
  /** Grows with each edit that begins: tells two that overlap. */
  draws: number;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const whole = { type: 'int' } as const;
const moment = { type: 'timestamptz' } as const;

const inboxTable = new EntitySchema<InboxRow>({
  name: 'inbox',
  schema: 'bot',
  columns: {
    key: { ...text, primary: true },
    kind: text,
    body: optional,
    state: text,
    attempts: whole,
    dueAt: { ...moment, name: 'due_at' },
    lastError: { ...optional, name: 'last_error' },
    receivedAt: { ...moment, name: 'received_at' },
  },
});

export const outboxTable = new EntitySchema<OutboxRow>({
  name: 'outbox',
  schema: 'bot',
  columns: {
    subjectId: { ...text, primary: true, name: 'subject_id' },
    destination: { ...text, primary: true },
    wanted: { type: 'bigint' },
    redraw: { type: 'boolean' },
    state: text,
    attempts: whole,
    dueAt: { ...moment, name: 'due_at' },
    leasedUntil: { ...moment, nullable: true, name: 'leased_until' },
    lastError: { ...optional, name: 'last_error' },
    postingAt: { ...moment, nullable: true, name: 'posting_at' },
    askedAt: { ...moment, name: 'asked_at' },
    trace: optional,
  },
});

export const cardTable = new EntitySchema<CardRow>({
  name: 'card',
  schema: 'bot',
  columns: {
    subjectId: { ...text, primary: true, name: 'subject_id' },
    destination: { ...text, primary: true },
    channel: text,
    ts: text,
    revision: whole,
    draws: whole,
  },
});

/** The tables a database must be opened with to be given to the bot. */
export const botTables: readonly Table[] = [inboxTable, outboxTable, cardTable];
