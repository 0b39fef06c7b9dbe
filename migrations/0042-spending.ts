import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What callers have spent of their budgets, shared by several gateways. Worth nothing after a minute: not logged. */
export class Spending0042000000000 implements MigrationInterface {
  name = 'Spending0042000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE UNLOGGED TABLE access.spending (
      caller text PRIMARY KEY, amount double precision NOT NULL, at timestamptz NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE access.spending');
  }
}
