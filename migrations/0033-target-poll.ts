import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When servers are asked what they serve. */
export class TargetPoll0033000000000 implements MigrationInterface {
  name = 'TargetPoll0033000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE deployment.target_poll (
        target_id text COLLATE "C" PRIMARY KEY REFERENCES deployment.target,
        -- Whoever asks moves it on first: nobody else asks until then.
        due_at timestamptz(3) NOT NULL,
        asked_at timestamptz(3),
        -- Why not all could be learnt when it was asked last; null: all was.
        problem text
      );
      CREATE INDEX target_poll_due ON deployment.target_poll (due_at);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deployment.target_poll');
  }
}
