import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was measured of models, the rules over it, and the alerts that come of them. */
export class Observation0010000000000 implements MigrationInterface {
  name = 'Observation0010000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(metrics);
    await runner.query(monitors);
    await runner.query(alerts);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP TABLE monitoring.alert_verdict, monitoring.alert, monitoring.monitor, monitoring.metric_batch,
         monitoring.metric_bucket, monitoring.metric_series`,
    );
  }
}

const metrics = `
  -- One for each metric of a version or deployment; whoever adds to its buckets holds this row.
  CREATE TABLE monitoring.metric_series (
    version_id text COLLATE "C" NOT NULL,
    -- Empty: recorded for the version itself.
    deployment_id text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    model_id text COLLATE "C" NOT NULL,
    unit text,
    -- The latest instant that was measured, and when that was written.
    last_at timestamptz(3),
    written_at timestamptz(3),
    PRIMARY KEY (version_id, deployment_id, name)
  );
  CREATE INDEX metric_series_model ON monitoring.metric_series (model_id, name);
  CREATE INDEX metric_series_deployment ON monitoring.metric_series (deployment_id) WHERE deployment_id <> '';

  -- What was measured within a minute, added up so that minutes add up to hours and days. Partitions, one for each
  -- day in UTC, are made when the first point of a day comes.
  CREATE TABLE monitoring.metric_bucket (
    version_id text COLLATE "C" NOT NULL,
    deployment_id text COLLATE "C" NOT NULL,
    environment text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    slice text COLLATE "C" NOT NULL,
    -- Where the minute begins.
    at timestamptz(3) NOT NULL,
    model_id text COLLATE "C" NOT NULL,
    n double precision NOT NULL CHECK (n > 0),
    sum double precision NOT NULL,
    sum_of_squares double precision NOT NULL,
    min double precision NOT NULL,
    max double precision NOT NULL,
    unit text,
    sketch bytea NOT NULL,
    PRIMARY KEY (version_id, name, slice, at, deployment_id, environment)
  ) PARTITION BY RANGE (at);
  CREATE INDEX metric_bucket_model ON monitoring.metric_bucket (model_id, name, slice, at);

  -- What was sent at once; the same batch again adds nothing.
  CREATE TABLE monitoring.metric_batch (
    -- The version or deployment that it was sent for.
    scope_id text COLLATE "C" NOT NULL,
    batch_id text COLLATE "C" NOT NULL,
    recorded_by_id text COLLATE "C",
    recorded_at timestamptz(3) NOT NULL,
    PRIMARY KEY (scope_id, batch_id)
  );`;

const monitors = `
  CREATE TABLE monitoring.monitor (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    name text COLLATE "C" NOT NULL,
    kind text NOT NULL,
    origin text NOT NULL CHECK (origin IN ('PERSON', 'OBJECTIVE', 'REQUIREMENT', 'SYSTEM')),
    environment text COLLATE "C",
    metric text COLLATE "C",
    feature text COLLATE "C",
    slice text COLLATE "C",
    comparator text CHECK (comparator IN ('AT_LEAST', 'AT_MOST')),
    threshold double precision,
    objective double precision,
    prometheus jsonb,
    window_minutes int NOT NULL CHECK (window_minutes > 0),
    for_minutes int NOT NULL CHECK (for_minutes >= 0),
    keep_firing_minutes int NOT NULL CHECK (keep_firing_minutes >= 0),
    minimum_rows double precision NOT NULL,
    severity text NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
    reference jsonb,
    runbook text,
    enabled boolean NOT NULL,
    revision int NOT NULL,
    last_evaluated_at timestamptz(3),
    CONSTRAINT monitor_name UNIQUE (model_id, name)
  );
  CREATE INDEX monitor_due ON monitoring.monitor (last_evaluated_at) WHERE enabled;`;

const alerts = `
  CREATE TABLE monitoring.alert (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    deployment_id text COLLATE "C",
    environment text COLLATE "C",
    -- Null: it came from outside.
    monitor_id text COLLATE "C" REFERENCES monitoring.monitor,
    fingerprint text COLLATE "C" NOT NULL,
    state text NOT NULL
      CHECK (state IN ('PENDING', 'FIRING', 'ACKNOWLEDGED', 'SILENCED', 'RECOVERING', 'RESOLVED')),
    state_since timestamptz(3) NOT NULL,
    severity text NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
    title text NOT NULL,
    detail text NOT NULL,
    value double precision,
    threshold double precision,
    fired_at timestamptz(3) NOT NULL,
    last_seen_at timestamptz(3) NOT NULL,
    count int NOT NULL CHECK (count > 0),
    acknowledged_by_id text COLLATE "C",
    acknowledged_at timestamptz(3),
    silenced_until timestamptz(3),
    resolved_at timestamptz(3),
    resolved_by_id text COLLATE "C",
    escalation int NOT NULL CHECK (escalation BETWEEN 0 AND 2),
    runbook text,
    previous_id text COLLATE "C" REFERENCES monitoring.alert,
    -- As an outside system sent them, and when it says that it began and ended.
    labels jsonb,
    started_at timestamptz(3),
    ended_at timestamptz(3),
    revision int NOT NULL,
    CONSTRAINT alert_resolved CHECK ((state = 'RESOLVED') = (resolved_at IS NOT NULL)),
    CONSTRAINT alert_silenced CHECK (state <> 'SILENCED' OR silenced_until IS NOT NULL),
    CONSTRAINT alert_acknowledged CHECK (state <> 'ACKNOWLEDGED' OR acknowledged_at IS NOT NULL)
  );
  -- One open alert per fingerprint. What comes from outside cannot pass for what a monitor found.
  CREATE UNIQUE INDEX alert_open ON monitoring.alert (model_id, coalesce(monitor_id, ''), fingerprint)
    WHERE state <> 'RESOLVED';
  CREATE INDEX alert_fingerprint ON monitoring.alert (model_id, fingerprint, id DESC);
  CREATE INDEX alert_deployment ON monitoring.alert (deployment_id, id DESC) WHERE deployment_id IS NOT NULL;
  CREATE INDEX alert_monitor ON monitoring.alert (monitor_id) WHERE monitor_id IS NOT NULL;
  CREATE INDEX alert_model ON monitoring.alert (model_id, id DESC);
  CREATE INDEX alert_silence ON monitoring.alert (silenced_until) WHERE state = 'SILENCED';

  -- What people say of alerts: one verdict each, the last counts.
  CREATE TABLE monitoring.alert_verdict (
    alert_id text COLLATE "C" NOT NULL REFERENCES monitoring.alert,
    person_id text COLLATE "C" NOT NULL,
    useful boolean NOT NULL,
    comment text,
    at timestamptz(3) NOT NULL,
    PRIMARY KEY (alert_id, person_id)
  );`;
