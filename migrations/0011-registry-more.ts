import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where production can read shared features, as feature stores and pipelines report it. */
export class RegistryMore0011000000000 implements MigrationInterface {
  name = 'RegistryMore0011000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(availability);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE registry.availability');
  }
}

// By the name that the feature store knows: also of a feature that nobody has catalogued yet, and of one that only a
// restricted model knows.
const availability = `
  CREATE TABLE registry.availability (
    name text COLLATE "C" NOT NULL CHECK (name <> ''),
    environment text COLLATE "C" NOT NULL CHECK (environment <> ''),
    available boolean NOT NULL,
    dtype text,
    freshness_minutes int CHECK (freshness_minutes >= 0),
    source text,
    reported_at timestamptz(3) NOT NULL,
    reported_by_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (name, environment)
  );`;
