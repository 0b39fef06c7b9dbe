import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody asked for and what they offered is found by who it was. */
export class AskedFor0036000000000 implements MigrationInterface {
  name = 'AskedFor0036000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX promotion_asked_by ON deployment.promotion (requested_by_id, id)
      WHERE state IN ('REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED', 'ROLLING_OUT')`);
    await runner.query('CREATE INDEX handover_offered_by ON registry.handover (from_id, id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX registry.handover_offered_by');
    await runner.query('DROP INDEX deployment.promotion_asked_by');
  }
}
