import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Experiments: what was agreed on before the start, what was recorded, and what was decided. */
export class Experiment0021000000000 implements MigrationInterface {
  name = 'Experiment0021000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(experiments);
    await runner.query(arms);
    await runner.query(records);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE deployment.experiment_total, deployment.experiment_batch,
      deployment.experiment_arm, deployment.experiment`);
  }
}

const experiments = `
  CREATE TABLE deployment.experiment (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    name text NOT NULL CHECK (name <> ''),
    hypothesis text NOT NULL CHECK (hypothesis <> ''),
    state text NOT NULL CHECK (state IN ('DRAFT', 'RUNNING', 'STOPPED', 'DECIDED')),
    metric text NOT NULL CHECK (metric <> ''),
    metric_kind text NOT NULL CHECK (metric_kind IN ('PROPORTION', 'MEAN', 'RATIO')),
    comparator text NOT NULL CHECK (comparator IN ('AT_LEAST', 'AT_MOST')),
    method text NOT NULL CHECK (method IN ('FIXED_HORIZON', 'SEQUENTIAL')),
    alpha float8 NOT NULL CHECK (alpha > 0 AND alpha <= 0.5),
    power float8 NOT NULL CHECK (power >= 0.5 AND power < 1),
    minimum_effect float8 CHECK (minimum_effect > 0),
    baseline float8,
    variance float8 CHECK (variance > 0),
    -- Per arm.
    planned_sample_size float8 CHECK (planned_sample_size >= 1),
    guardrails jsonb NOT NULL CHECK (jsonb_typeof(guardrails) = 'array'),
    created_by_id text COLLATE "C",
    created_at timestamptz(3) NOT NULL,
    started_at timestamptz(3),
    ended_at timestamptz(3),
    stop_reason text,
    -- What was decided, by whom, and what the data said then.
    decision jsonb CHECK (jsonb_typeof(decision) = 'object'),
    revision int NOT NULL CHECK (revision >= 1),
    CONSTRAINT experiment_began CHECK (state <> 'RUNNING' OR started_at IS NOT NULL),
    CONSTRAINT experiment_ended CHECK ((state IN ('STOPPED', 'DECIDED')) = (ended_at IS NOT NULL)),
    CONSTRAINT experiment_decided CHECK ((state = 'DECIDED') = (decision IS NOT NULL))
  );
  CREATE INDEX experiment_model ON deployment.experiment (model_id, id DESC);`;

const arms = `
  CREATE TABLE deployment.experiment_arm (
    experiment_id text COLLATE "C" NOT NULL REFERENCES deployment.experiment,
    key text NOT NULL CHECK (key <> ''),
    place int NOT NULL,
    version_id text COLLATE "C" NOT NULL,
    -- As people name it: its number.
    version text NOT NULL,
    dataset_id text COLLATE "C",
    deployment_id text COLLATE "C" REFERENCES deployment.deployment,
    control boolean NOT NULL,
    share float8 NOT NULL CHECK (share > 0),
    PRIMARY KEY (experiment_id, key)
  );
  CREATE UNIQUE INDEX experiment_one_control ON deployment.experiment_arm (experiment_id) WHERE control;
  CREATE INDEX experiment_arm_version ON deployment.experiment_arm (version_id, experiment_id);`;

const records = `
  CREATE TABLE deployment.experiment_batch (
    experiment_id text COLLATE "C" NOT NULL REFERENCES deployment.experiment,
    batch_id text NOT NULL,
    digest text NOT NULL,
    -- As they were sent.
    arms jsonb NOT NULL CHECK (jsonb_typeof(arms) = 'array'),
    recorded_by_id text COLLATE "C",
    recorded_at timestamptz(3) NOT NULL,
    PRIMARY KEY (experiment_id, batch_id)
  );
  -- All batches added up: means and sums of squared distances from them.
  CREATE TABLE deployment.experiment_total (
    experiment_id text COLLATE "C" NOT NULL,
    arm text NOT NULL,
    metric text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('PROPORTION', 'MEAN', 'RATIO')),
    n float8 NOT NULL CHECK (n >= 2),
    mean float8 NOT NULL,
    squares float8 NOT NULL CHECK (squares >= 0),
    denominator_mean float8 NOT NULL,
    denominator_squares float8 NOT NULL CHECK (denominator_squares >= 0),
    products float8 NOT NULL,
    PRIMARY KEY (experiment_id, arm, metric),
    FOREIGN KEY (experiment_id, arm) REFERENCES deployment.experiment_arm (experiment_id, key)
  );`;
