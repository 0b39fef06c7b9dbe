import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Environments, the targets in them, what a promotion needs there, and freezes; with dev, staging and production. */
export class Deployment0004000000000 implements MigrationInterface {
  name = 'Deployment0004000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(environments);
    await runner.query(seededEnvironments);
    await runner.query(seededPolicies);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA deployment CASCADE');
  }
}

const environments = `
  CREATE SCHEMA deployment;

  CREATE TABLE deployment.environment (
    id text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL CONSTRAINT environment_name UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text NOT NULL CHECK (title <> ''),
    rank int NOT NULL CHECK (rank BETWEEN 1 AND 1000),
    production boolean NOT NULL,
    -- For policies, which depend on whether people serve customers from there.
    CONSTRAINT environment_production UNIQUE (id, production)
  );
  CREATE INDEX environment_rank ON deployment.environment (rank, name);

  CREATE TABLE deployment.target (
    id text COLLATE "C" PRIMARY KEY,
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    name text COLLATE "C" NOT NULL CHECK (name <> ''),
    kind text NOT NULL CHECK (kind IN ('KUBERNETES', 'KSERVE', 'TENSORFLOW_SERVING', 'DATABRICKS', 'SAGEMAKER',
      'CONTAINER', 'VIRTUAL_MACHINE', 'EDGE', 'BATCH_JOB')),
    executor text NOT NULL CHECK (executor IN ('MANUAL', 'WEBHOOK', 'MLFLOW_ALIAS', 'TENSORFLOW_SERVING', 'KSERVE')),
    config jsonb CHECK (jsonb_typeof(config) = 'object'),
    CONSTRAINT target_name UNIQUE (environment_id, name)
  );

  -- No row for UNCLASSIFIED: the policy of CRITICAL governs it.
  CREATE TABLE deployment.promotion_policy (
    id text COLLATE "C" PRIMARY KEY,
    environment_id text COLLATE "C" NOT NULL,
    production boolean NOT NULL,
    risk_tier text NOT NULL CHECK (risk_tier IN ('MINIMAL', 'LIMITED', 'HIGH', 'CRITICAL')),
    approvals jsonb NOT NULL CHECK (jsonb_typeof(approvals) = 'array'),
    four_eyes boolean NOT NULL,
    checks text[] NOT NULL,
    expires_after_hours int NOT NULL CHECK (expires_after_hours > 0),
    approval_valid_hours int NOT NULL CHECK (approval_valid_hours > 0),
    revision int NOT NULL DEFAULT 1,
    CONSTRAINT policy_tier UNIQUE (environment_id, risk_tier),
    CONSTRAINT policy_environment FOREIGN KEY (environment_id, production)
      REFERENCES deployment.environment (id, production) ON UPDATE CASCADE,
    CONSTRAINT policy_production CHECK (NOT production OR (four_eyes AND jsonb_array_length(approvals) > 0))
  );

  CREATE TABLE deployment.freeze (
    id text COLLATE "C" PRIMARY KEY,
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    reason text NOT NULL CHECK (reason <> ''),
    from_at timestamptz(3) NOT NULL,
    to_at timestamptz(3) NOT NULL,
    except_roles text[] NOT NULL,
    -- Somebody ended it before its time; before it began: it never held.
    ended_at timestamptz(3) CHECK (ended_at < to_at),
    end_reason text,
    CONSTRAINT freeze_span CHECK (from_at < to_at),
    CONSTRAINT freeze_ended CHECK ((ended_at IS NULL) = (end_reason IS NULL))
  );
  CREATE INDEX freeze_of_environment ON deployment.freeze (environment_id, from_at, id);`;

const seededEnvironments = `
  INSERT INTO deployment.environment (id, name, title, rank, production)
  SELECT 'env_' || lpad(name, 26, '0'), name, title, rank, production FROM (VALUES
    ('dev', 'Development', 10, false),
    ('staging', 'Staging', 20, false),
    ('production', 'Production', 30, true)) AS seeded (name, title, rank, production);`;

const always = 'DOCUMENTED,ACCOUNTABLE,COMPATIBLE_SIGNATURE,OBJECTIVES_MET,NO_OPEN_ALERTS,NOT_FROZEN,HOSTED';
const dataScientist = '{"role": "data-scientist", "count": 1}';
const itOps = '{"role": "it-ops", "count": 1}';
const risk = '{"role": "risk", "count": 1}';

const seededPolicies = `
  INSERT INTO deployment.promotion_policy (id, environment_id, production, risk_tier, approvals, four_eyes, checks,
    expires_after_hours, approval_valid_hours)
  SELECT 'pol_' || lpad(e.name || lower(t.tier), 26, '0'), e.id, e.production, t.tier, s.approvals, e.production, s.checks, 72, 168
  FROM (VALUES
    ('dev', '{MINIMAL,LIMITED,HIGH,CRITICAL}'::text[], '[]'::jsonb, '{}'::text[]),
    ('staging', '{MINIMAL,LIMITED,HIGH,CRITICAL}', '[{"role": "ml-engineer", "count": 1}]', '{DOCUMENTED,COMPATIBLE_SIGNATURE}'),
    ('production', '{MINIMAL,LIMITED}', '[${dataScientist}]', '{${always}}'),
    ('production', '{HIGH}', '[${dataScientist}, ${itOps}]', '{${always}}'),
    ('production', '{CRITICAL}', '[${dataScientist}, ${itOps}, ${risk}]', '{${always},EXPERIMENT_WON,REVIEWED}')
  ) AS s (environment, tiers, approvals, checks)
  JOIN deployment.environment e ON e.name = s.environment
  CROSS JOIN LATERAL unnest(s.tiers) AS t (tier);`;
