import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is looked for by time: assignments whose day is over, and the trail of a period. */
export class ByTime0025000000000 implements MigrationInterface {
  name = 'ByTime0025000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX assignment_due ON access.assignment (due_at) WHERE state = 'PROPOSED';
      CREATE INDEX assignment_until ON access.assignment (until)
        WHERE until IS NOT NULL AND state IN ('PROPOSED', 'ACCEPTED');
      CREATE INDEX entry_at ON event.entry (at, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX access.assignment_due, access.assignment_until, event.entry_at');
  }
}
