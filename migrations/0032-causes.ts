import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Alerts that a shared feature explains, and experiments that what was observed feeds. */
export class Causes0032000000000 implements MigrationInterface {
  name = 'Causes0032000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(causes);
    await runner.query(experiments);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE deployment.experiment DROP COLUMN told;
      ALTER TABLE deployment.experiment_total DROP COLUMN source;
      ALTER TABLE monitoring.alert DROP COLUMN cause_id, DROP COLUMN told;
      DROP TABLE monitoring.upstream`);
  }
}

const causes = `
  -- Which shared features the versions of a model read that serve, or its latest where none does.
  CREATE TABLE monitoring.upstream (
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    -- As the versions call it.
    feature text COLLATE "C" NOT NULL,
    definition_id text COLLATE "C" NOT NULL,
    -- The name of the shared feature.
    definition text NOT NULL,
    PRIMARY KEY (model_id, feature, definition_id)
  );
  CREATE INDEX upstream_definition ON monitoring.upstream (definition_id);

  ALTER TABLE monitoring.alert
    -- The alert that explains it. No foreign key: its lock would have evaluations of different monitors wait in a circle.
    ADD COLUMN cause_id text COLLATE "C",
    -- Whether anybody was told of it.
    ADD COLUMN told boolean NOT NULL DEFAULT true,
    ADD CONSTRAINT alert_cause CHECK (cause_id <> id);
  CREATE INDEX alert_cause ON monitoring.alert (cause_id, id DESC) WHERE cause_id IS NOT NULL;`;

const experiments = `
  ALTER TABLE deployment.experiment_total
    -- Sums are recorded by people and programs, or read from what was observed; a metric is one or the other.
    ADD COLUMN source text NOT NULL DEFAULT 'RECORDED' CHECK (source IN ('RECORDED', 'OBSERVED'));
  ALTER TABLE deployment.experiment
    -- What people were told last of what the data say.
    ADD COLUMN told text;`;
