import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What executors are to carry out of rollouts, by themselves and to an end. */
export class RolloutOrder0024000000000 implements MigrationInterface {
  name = 'RolloutOrder0024000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(orders);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deployment.rollout_order');
  }
}

const orders = `
  CREATE TABLE deployment.rollout_order (
    id text COLLATE "C" PRIMARY KEY,
    promotion_id text COLLATE "C" NOT NULL REFERENCES deployment.promotion,
    -- What it changes, a model and environment or a whole target: one executor at a time is at work there.
    place text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind IN ('STEP', 'BACK')),
    step int NOT NULL,
    state text NOT NULL CHECK (state IN ('DUE', 'DONE', 'FAILED', 'CANCELLED')),
    attempt int NOT NULL,
    -- Grows with every attempt: what an earlier one still says is not heard.
    fence int NOT NULL,
    due_at timestamptz(3) NOT NULL,
    leased_until timestamptz(3),
    give_up_at timestamptz(3) NOT NULL,
    -- What its executor keeps from one attempt to the next.
    memory jsonb NOT NULL CHECK (jsonb_typeof(memory) = 'object'),
    detail text,
    made_at timestamptz(3) NOT NULL,
    settled_at timestamptz(3),
    CONSTRAINT order_settled CHECK ((state = 'DUE') = (settled_at IS NULL))
  );
  CREATE UNIQUE INDEX order_one_due ON deployment.rollout_order (promotion_id) WHERE state = 'DUE';
  CREATE INDEX order_due ON deployment.rollout_order (due_at) WHERE state = 'DUE';
  CREATE INDEX order_leased ON deployment.rollout_order (place) WHERE leased_until IS NOT NULL;`;
