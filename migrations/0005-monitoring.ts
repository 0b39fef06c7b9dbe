import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What models cost, and what they may cost in a month. */
export class Monitoring0005000000000 implements MigrationInterface {
  name = 'Monitoring0005000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(costs);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA monitoring CASCADE');
  }
}

const costs = `
  CREATE SCHEMA monitoring;

  -- A model's costs and its budget are in one currency; whoever adds to them holds this row.
  CREATE TABLE monitoring.cost_account (
    model_id text COLLATE "C" PRIMARY KEY,
    currency text COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT cost_account_currency UNIQUE (model_id, currency)
  );

  CREATE TABLE monitoring.budget (
    model_id text COLLATE "C" PRIMARY KEY,
    currency text COLLATE "C" NOT NULL,
    -- For each calendar month in UTC.
    amount numeric NOT NULL CHECK (amount > 0),
    set_by_id text COLLATE "C",
    set_at timestamptz(3) NOT NULL,
    CONSTRAINT budget_currency FOREIGN KEY (model_id, currency)
      REFERENCES monitoring.cost_account (model_id, currency) ON UPDATE CASCADE
  );

  -- What was sent at once; the same batch again adds nothing.
  CREATE TABLE monitoring.cost_batch (
    model_id text COLLATE "C" NOT NULL REFERENCES monitoring.cost_account,
    batch_id text COLLATE "C" NOT NULL,
    recorded_by_id text COLLATE "C",
    recorded_at timestamptz(3) NOT NULL,
    PRIMARY KEY (model_id, batch_id)
  );

  CREATE TABLE monitoring.cost (
    model_id text COLLATE "C" NOT NULL,
    batch_id text COLLATE "C" NOT NULL,
    position int NOT NULL CHECK (position >= 0),
    from_at timestamptz(3) NOT NULL,
    to_at timestamptz(3) NOT NULL,
    amount numeric NOT NULL CHECK (amount >= 0),
    currency text COLLATE "C" NOT NULL,
    environment text COLLATE "C",
    item text,
    PRIMARY KEY (model_id, batch_id, position),
    CONSTRAINT cost_of_batch FOREIGN KEY (model_id, batch_id) REFERENCES monitoring.cost_batch,
    -- No cascade: the currency stays once something was recorded in it.
    CONSTRAINT cost_currency FOREIGN KEY (model_id, currency)
      REFERENCES monitoring.cost_account (model_id, currency),
    -- So that the costs of a period are found from where they begin.
    CONSTRAINT cost_span CHECK (from_at < to_at AND to_at - from_at <= interval '400 days')
  );
  CREATE INDEX cost_time ON monitoring.cost (model_id, from_at);`;
