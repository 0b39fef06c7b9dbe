import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where models are hosted and why, and what production requires of them. */
export class Hosting0009000000000 implements MigrationInterface {
  name = 'Hosting0009000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(decisions);
    await runner.query(requirements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE deployment.requirement, deployment.hosting_decision');
  }
}

const decisions = `
  CREATE TABLE deployment.hosting_decision (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    target_id text COLLATE "C" NOT NULL REFERENCES deployment.target,
    serving text NOT NULL CHECK (serving IN ('ONLINE', 'BATCH', 'STREAMING', 'EDGE')),
    integration text,
    -- What was computed from the cases; the cases themselves stay with who compared.
    conversion jsonb CHECK (jsonb_typeof(conversion) = 'object'),
    options jsonb NOT NULL CHECK (jsonb_typeof(options) = 'array'),
    rationale text NOT NULL CHECK (rationale <> ''),
    decided_by_id text COLLATE "C",
    decided_at timestamptz(3) NOT NULL,
    superseded_at timestamptz(3) CHECK (superseded_at >= decided_at),
    -- The one that takes its place is written after it is marked.
    superseded_by_id text COLLATE "C" REFERENCES deployment.hosting_decision DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT hosting_superseded CHECK ((superseded_at IS NULL) = (superseded_by_id IS NULL))
  );
  CREATE UNIQUE INDEX hosting_one_current ON deployment.hosting_decision (model_id, environment_id)
    WHERE superseded_by_id IS NULL;
  CREATE INDEX hosting_model ON deployment.hosting_decision (model_id, environment_id, decided_at DESC, id DESC);`;

const requirements = `
  -- One row for each wording of a requirement, so that it can be said what was required at any instant.
  CREATE TABLE deployment.requirement (
    id text COLLATE "C" NOT NULL,
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    metric text NOT NULL CHECK (metric <> ''),
    comparator text NOT NULL CHECK (comparator IN ('AT_LEAST', 'AT_MOST')),
    value float8 NOT NULL,
    unit text,
    reason text,
    since timestamptz(3) NOT NULL,
    until timestamptz(3) CHECK (until >= since),
    PRIMARY KEY (id, since)
  );
  CREATE UNIQUE INDEX requirement_one_wording ON deployment.requirement (id) WHERE until IS NULL;
  CREATE INDEX requirement_model ON deployment.requirement (model_id, environment_id, since);`;
