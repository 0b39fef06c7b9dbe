import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What serves now, for those who may not put away what serves. */
export class Live0015000000000 implements MigrationInterface {
  name = 'Live0015000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(live);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP VIEW access.live_version');
  }
}

// A view, so that it is true inside every transaction, whichever command of deployment changes what runs.
const live = `
  CREATE VIEW access.live_version AS
    SELECT d.model_id, d.version_id, e.name AS environment
    FROM deployment.deployment d JOIN deployment.environment e ON e.id = d.environment_id
    WHERE d.state IN ('PENDING', 'LIVE');`;
