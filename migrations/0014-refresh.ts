import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records of other systems that are to be read anew, because those systems said that they changed. */
export class Refresh0014000000000 implements MigrationInterface {
  name = 'Refresh0014000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(refresh);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE registry.refresh');
  }
}

const refresh = `
  CREATE TABLE registry.refresh (
    id text COLLATE "C" PRIMARY KEY,
    system text NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    revision int NOT NULL,
    requested_at timestamptz(3) NOT NULL,
    -- Null: it was given up.
    due_at timestamptz(3),
    attempt int NOT NULL,
    last_failure text
  );
  CREATE INDEX refresh_due ON registry.refresh (due_at) WHERE due_at IS NOT NULL;`;
