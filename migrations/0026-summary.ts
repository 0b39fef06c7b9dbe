import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What models predicted on, summed up; predictions that await labels, and labels; references. */
export class Summary0026000000000 implements MigrationInterface {
  name = 'Summary0026000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(summaries);
    await runner.query(rows);
    await runner.query(references);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE monitoring.reference_column, monitoring.reference, monitoring.label, monitoring.prediction,
         monitoring.observation_batch, monitoring.observed_column, monitoring.summary`,
    );
  }
}

const summaries = `
  -- What was in a column within a minute, an hour or a day, so kept that it adds up. A row of an instant goes into all
  -- three at once. Partitions are made when the first row of a time comes, and dropped when their time is over.
  CREATE TABLE monitoring.summary (
    grain text COLLATE "C" NOT NULL CHECK (grain IN ('MINUTE', 'HOUR', 'DAY')),
    version_id text COLLATE "C" NOT NULL,
    -- Empty: recorded for the version itself.
    deployment_id text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL CHECK (role IN ('FEATURE', 'PREDICTION', 'LABEL')),
    name text COLLATE "C" NOT NULL,
    -- column=value; empty: of all rows.
    slice text COLLATE "C" NOT NULL,
    -- Where the minute, hour or day begins.
    at timestamptz(3) NOT NULL,
    model_id text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('NUMERIC', 'CATEGORICAL')),
    n double precision NOT NULL CHECK (n > 0),
    missing double precision NOT NULL,
    invalid double precision NOT NULL,
    out_of_range double precision NOT NULL,
    unseen double precision NOT NULL,
    outliers double precision NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (version_id, slice, role, name, at, deployment_id, environment, grain)
  ) PARTITION BY LIST (grain);
  CREATE TABLE monitoring.summary_minute PARTITION OF monitoring.summary FOR VALUES IN ('MINUTE') PARTITION BY RANGE (at);
  CREATE TABLE monitoring.summary_hour PARTITION OF monitoring.summary FOR VALUES IN ('HOUR') PARTITION BY RANGE (at);
  CREATE TABLE monitoring.summary_day PARTITION OF monitoring.summary FOR VALUES IN ('DAY') PARTITION BY RANGE (at);

  -- The columns that were observed of a version: each is of one kind.
  CREATE TABLE monitoring.observed_column (
    version_id text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('NUMERIC', 'CATEGORICAL')),
    PRIMARY KEY (version_id, role, name)
  );

  -- How far a batch of observations or labels came; the same batch again goes on behind it.
  CREATE TABLE monitoring.observation_batch (
    -- The version or deployment that it was sent for; of a stream whoever sent it.
    scope_id text COLLATE "C" NOT NULL,
    batch_id text COLLATE "C" NOT NULL,
    recorded_by_id text COLLATE "C",
    started_at timestamptz(3) NOT NULL,
    recorded_at timestamptz(3) NOT NULL,
    -- How many lines or rows are done, and what they were: a checksum over their bytes.
    lines bigint NOT NULL,
    checksum bigint NOT NULL,
    accepted bigint NOT NULL,
    rejected bigint NOT NULL,
    complete boolean NOT NULL,
    PRIMARY KEY (scope_id, batch_id)
  );
  CREATE INDEX observation_batch_time ON monitoring.observation_batch (recorded_at);`;

const rows = `
  -- Rows that came with an id, because their labels are awaited. Partitions by day in UTC.
  CREATE TABLE monitoring.prediction (
    version_id text COLLATE "C" NOT NULL,
    prediction_id text COLLATE "C" NOT NULL,
    at timestamptz(3) NOT NULL,
    model_id text COLLATE "C" NOT NULL,
    deployment_id text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    -- What was predicted, one of the two; neither: nothing was told.
    number double precision,
    text text,
    score double precision,
    features json,
    PRIMARY KEY (version_id, prediction_id, at)
  ) PARTITION BY RANGE (at);

  -- What came true, by the instant at which it was known, with a copy of the row it is the label of. Partitions by day.
  CREATE TABLE monitoring.label (
    version_id text COLLATE "C" NOT NULL,
    prediction_id text COLLATE "C" NOT NULL,
    at timestamptz(3) NOT NULL,
    model_id text COLLATE "C" NOT NULL,
    number double precision,
    text text,
    recorded_at timestamptz(3) NOT NULL,
    -- Null, as is all of the row: its prediction has not come.
    predicted_at timestamptz(3),
    deployment_id text COLLATE "C",
    environment text COLLATE "C",
    predicted_number double precision,
    predicted_text text,
    score double precision,
    features json,
    PRIMARY KEY (version_id, prediction_id, at),
    CHECK ((number IS NULL) <> (text IS NULL))
  ) PARTITION BY RANGE (at);
  CREATE INDEX label_time ON monitoring.label (version_id, at);`;

const references = `
  -- What a version was trained on, summed up. The newest counts.
  CREATE TABLE monitoring.reference (
    id text COLLATE "C" PRIMARY KEY,
    version_id text COLLATE "C" NOT NULL,
    model_id text COLLATE "C" NOT NULL,
    n double precision NOT NULL,
    saved_by_id text COLLATE "C",
    saved_at timestamptz(3) NOT NULL
  );
  CREATE INDEX reference_version ON monitoring.reference (version_id, id DESC);

  CREATE TABLE monitoring.reference_column (
    reference_id text COLLATE "C" NOT NULL REFERENCES monitoring.reference,
    role text COLLATE "C" NOT NULL CHECK (role IN ('FEATURE', 'PREDICTION', 'LABEL')),
    name text COLLATE "C" NOT NULL,
    position int NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (reference_id, role, name)
  );`;
