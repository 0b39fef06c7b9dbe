import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was reminded of; what the bot keeps to tell people in their time, to roll storms up, and to post nothing twice. */
export class BotTelling0035000000000 implements MigrationInterface {
  name = 'BotTelling0035000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(reminders);
    await runner.query(held);
    await runner.query(storm);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE event.reminder;
      DROP TABLE bot.held, bot.note, bot.arrival, bot.storm;
      ALTER TABLE bot.outbox DROP COLUMN posting_at, DROP COLUMN asked_at`);
  }
}

const reminders = `
  -- Each part of the time that something has is told once.
  CREATE TABLE event.reminder (
    subject_id text COLLATE "C" NOT NULL,
    -- Since when it waits: it may wait again later.
    since timestamptz NOT NULL,
    part int NOT NULL CHECK (part BETWEEN 1 AND 3),
    at timestamptz NOT NULL,
    PRIMARY KEY (subject_id, since, part)
  );`;

const held = `
  -- What somebody is told later: in their digest, or as a message of its own.
  CREATE TABLE bot.held (
    destination text COLLATE "C" NOT NULL,
    -- What the outbox draws when the time has come: a thing in a digest, a note on its own.
    subject_id text COLLATE "C" NOT NULL,
    alone boolean NOT NULL,
    held_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    until_at timestamptz NOT NULL,
    digest_id text COLLATE "C",
    PRIMARY KEY (destination, subject_id)
  );
  CREATE INDEX held_until ON bot.held (until_at) WHERE digest_id IS NULL;
  CREATE INDEX held_digest ON bot.held (digest_id) WHERE digest_id IS NOT NULL;

  -- Something said in the thread of a thing's card, once.
  CREATE TABLE bot.note (
    id text COLLATE "C" PRIMARY KEY,
    subject_id text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind IN ('REMINDED', 'ESCALATED', 'UNDELIVERED')),
    detail text,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  -- A post that began and of which nobody knows whether it arrived.
  ALTER TABLE bot.outbox
    ADD COLUMN posting_at timestamptz,
    ADD COLUMN asked_at timestamptz NOT NULL DEFAULT clock_timestamp();`;

const storm = `
  CREATE TABLE bot.storm (
    id text COLLATE "C" PRIMARY KEY,
    destination text COLLATE "C" NOT NULL,
    began_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    ended_at timestamptz,
    drawn_at timestamptz
  );
  CREATE UNIQUE INDEX storm_one ON bot.storm (destination) WHERE ended_at IS NULL;

  -- Alerts as they came to a place; storm_id: they are told of in its message instead of one each.
  CREATE TABLE bot.arrival (
    destination text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    model text,
    storm_id text COLLATE "C" REFERENCES bot.storm,
    PRIMARY KEY (destination, subject_id)
  );
  CREATE INDEX arrival_recent ON bot.arrival (destination, at);
  CREATE INDEX arrival_storm ON bot.arrival (storm_id, at DESC) WHERE storm_id IS NOT NULL;`;
