import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each part of Handoff has read the trail: reactions to what other parts did. */
export class Follow0007000000000 implements MigrationInterface {
  name = 'Follow0007000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(followers);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE event.follower');
  }
}

const followers = `
  CREATE TABLE event.follower (
    name text COLLATE "C" PRIMARY KEY,
    -- The last sealed entry that was worked on: sealing gives numbers in the order of commit, without gaps.
    seq bigint NOT NULL CHECK (seq >= 0)
  );`;
