import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Labels that came before their rows are found at once when those come. */
export class WaitingLabels0027000000000 implements MigrationInterface {
  name = 'WaitingLabels0027000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX label_waiting ON monitoring.label (version_id, prediction_id) WHERE predicted_at IS NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX monitoring.label_waiting');
  }
}
