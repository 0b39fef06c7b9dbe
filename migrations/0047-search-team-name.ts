import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A team's models in use are read in the order of their names, without those of others. */
export class SearchTeamName0047000000000 implements MigrationInterface {
  name = 'SearchTeamName0047000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX search_team_name ON registry.search (team_id, name) WHERE archived_at IS NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX registry.search_team_name');
  }
}
