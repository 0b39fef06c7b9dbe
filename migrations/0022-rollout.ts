import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rollouts in steps: what holds one, and since when one is on its way back. */
export class Rollout0022000000000 implements MigrationInterface {
  name = 'Rollout0022000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(steps);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE deployment.promotion DROP COLUMN returning_since, DROP COLUMN halt');
  }
}

// From here on a step has begun when it took hold, no longer when somebody set about it.
const steps = `
  ALTER TABLE deployment.promotion
    ADD COLUMN returning_since timestamptz(3),
    ADD COLUMN halt jsonb CHECK (jsonb_typeof(halt) = 'object');
  UPDATE deployment.promotion SET step_started_at = NULL WHERE state = 'ROLLING_OUT';`;
