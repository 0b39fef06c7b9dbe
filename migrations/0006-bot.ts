import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the bot keeps for itself: deliveries from Slack, cards to draw, and where cards are. */
export class Bot0006000000000 implements MigrationInterface {
  name = 'Bot0006000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(inbox);
    await runner.query(outbox);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA bot CASCADE');
  }
}

// The body is text and not jsonb: Slack may send characters that jsonb refuses, and a refused delivery would be lost.
const inbox = `
  CREATE SCHEMA bot;

  CREATE TABLE bot.inbox (
    key text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL,
    body text,
    state text NOT NULL CHECK (state IN ('TAKEN', 'DUE', 'DONE', 'DEAD')),
    attempts int NOT NULL CHECK (attempts > 0),
    due_at timestamptz NOT NULL,
    last_error text,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT inbox_body CHECK (body IS NOT NULL OR state = 'DONE')
  );
  CREATE INDEX inbox_due ON bot.inbox (due_at) WHERE state IN ('TAKEN', 'DUE');
  CREATE INDEX inbox_received ON bot.inbox (received_at);`;

const outbox = `
  CREATE TABLE bot.outbox (
    subject_id text COLLATE "C" NOT NULL,
    destination text COLLATE "C" NOT NULL,
    wanted bigint NOT NULL,
    redraw boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('DUE', 'DEAD')),
    attempts int NOT NULL,
    due_at timestamptz NOT NULL,
    leased_until timestamptz,
    last_error text,
    PRIMARY KEY (subject_id, destination)
  );
  CREATE INDEX outbox_due ON bot.outbox (due_at) WHERE state = 'DUE';

  CREATE TABLE bot.card (
    subject_id text COLLATE "C" NOT NULL,
    destination text COLLATE "C" NOT NULL,
    channel text COLLATE "C" NOT NULL,
    ts text COLLATE "C" NOT NULL,
    revision int NOT NULL,
    draws int NOT NULL,
    PRIMARY KEY (subject_id, destination),
    CONSTRAINT card_message UNIQUE (channel, ts)
  );

  CREATE TABLE bot.pace (
    destination text COLLATE "C" PRIMARY KEY,
    next_at timestamptz NOT NULL
  );`;
