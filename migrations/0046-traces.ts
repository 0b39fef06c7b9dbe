import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What must be told, and the cards that show it, know which trace they are part of. */
export class Traces0046000000000 implements MigrationInterface {
  name = 'Traces0046000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE event.notification ADD COLUMN traceparent text');
    await runner.query('ALTER TABLE bot.outbox ADD COLUMN trace text');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE bot.outbox DROP COLUMN trace');
    await runner.query('ALTER TABLE event.notification DROP COLUMN traceparent');
  }
}
