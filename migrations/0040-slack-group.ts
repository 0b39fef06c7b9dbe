import type { MigrationInterface, QueryRunner } from 'typeorm';

/** User groups of Slack that decide who is in a team; and what somebody proposed is found by who it was. */
export class SlackGroup0040000000000 implements MigrationInterface {
  name = 'SlackGroup0040000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE access.slack_group (
      team_id text COLLATE "C" PRIMARY KEY REFERENCES access.team,
      group_id text COLLATE "C" NOT NULL UNIQUE,
      handle text NOT NULL,
      followed_by_id text COLLATE "C",
      followed_at timestamptz(3) NOT NULL,
      -- One that was disabled in Slack has no members.
      enabled boolean NOT NULL,
      -- How many of its members are nobody here; null: it was not read yet.
      unknown int
    )`);
    await runner.query('CREATE INDEX assignment_proposed_by ON access.assignment (proposed_by_id, id DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX access.assignment_proposed_by');
    await runner.query('DROP TABLE access.slack_group');
  }
}
