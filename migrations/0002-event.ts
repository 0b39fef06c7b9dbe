import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit trail with its chain, notifications, and the answers kept for idempotency keys. */
export class Event0002000000000 implements MigrationInterface {
  name = 'Event0002000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(trail);
    await runner.query(appendOnly);
    await runner.query(delivery);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA event CASCADE');
  }
}

const trail = `
  CREATE SCHEMA event;

  CREATE TABLE event.entry (
    id text COLLATE "C" PRIMARY KEY,
    at timestamptz(3) NOT NULL,
    actor_id text COLLATE "C",
    via text NOT NULL CHECK (via IN ('GRAPHQL', 'SLACK', 'CLI', 'IMPORT', 'SYSTEM')),
    action text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    model_id text COLLATE "C",
    summary text NOT NULL,
    refused boolean NOT NULL,
    changes jsonb NOT NULL,
    detail jsonb,
    request_id text NOT NULL,
    seq bigint CONSTRAINT entry_seq UNIQUE CHECK (seq > 0),
    previous_hash text,
    hash text,
    sealed_at timestamptz(3),
    CONSTRAINT entry_sealed_whole CHECK (num_nulls(seq, previous_hash, hash, sealed_at) IN (0, 4))
  );
  CREATE INDEX entry_unsealed ON event.entry (at, id) WHERE seq IS NULL;
  CREATE INDEX entry_subject ON event.entry (subject_id, id DESC);
  CREATE INDEX entry_model ON event.entry (model_id, id DESC);
  CREATE INDEX entry_actor ON event.entry (actor_id, id DESC);
  CREATE INDEX entry_action ON event.entry (action, id DESC);

  CREATE TABLE event.head (
    one boolean PRIMARY KEY CHECK (one),
    seq bigint NOT NULL,
    hash text NOT NULL,
    sealed_at timestamptz(3) NOT NULL
  );

  CREATE TABLE event.idempotency (
    actor_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    input_hash text NOT NULL,
    answer jsonb,
    at timestamptz NOT NULL,
    PRIMARY KEY (actor_id, key)
  );
  CREATE INDEX idempotency_at ON event.idempotency (at);`;

// The chain finds what gets past this; the trigger is for honest mistakes and for SQL that leaks in.
const appendOnly = `
  CREATE FUNCTION event.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.seq IS NULL
       AND (to_jsonb(NEW) - '{seq,previous_hash,hash,sealed_at}'::text[]) = (to_jsonb(OLD) - '{seq,previous_hash,hash,sealed_at}'::text[]) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'event.entry is the audit trail: entries are added and sealed, never changed or removed';
  END $$;
  CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON event.entry
    FOR EACH ROW EXECUTE FUNCTION event.refuse_change();
  CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON event.entry
    FOR EACH STATEMENT EXECUTE FUNCTION event.refuse_change();`;

const delivery = `
  CREATE TABLE event.notification (
    id text COLLATE "C" PRIMARY KEY,
    entry_id text COLLATE "C" NOT NULL REFERENCES event.entry,
    kind text NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    model_id text COLLATE "C",
    detail jsonb,
    at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('DUE', 'LEASED', 'DELIVERED', 'DEAD')),
    attempt int NOT NULL,
    consumer text,
    leased_until timestamptz,
    last_failure text,
    delivered_at timestamptz
  );
  CREATE INDEX notification_due ON event.notification (due_at, id) WHERE state = 'DUE';
  CREATE INDEX notification_leased ON event.notification (leased_until) WHERE state = 'LEASED';
  CREATE INDEX notification_subject ON event.notification (subject_id, id DESC);
  CREATE INDEX notification_delivered ON event.notification (consumer, delivered_at) WHERE state = 'DELIVERED';

  CREATE TABLE event.consumer (
    name text COLLATE "C" PRIMARY KEY,
    last_claim_at timestamptz NOT NULL
  );`;
