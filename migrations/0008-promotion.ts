import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Promotions with their approvals, and what runs or ran where. */
export class Promotion0008000000000 implements MigrationInterface {
  name = 'Promotion0008000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(promotions);
    await runner.query(approvals);
    await runner.query(deployments);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE deployment.traffic, deployment.deployment, deployment.approval, deployment.promotion',
    );
  }
}

const promotions = `
  CREATE TABLE deployment.promotion (
    id text COLLATE "C" PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('PROMOTE', 'RETIRE')),
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    version_id text COLLATE "C" NOT NULL,
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    target_id text COLLATE "C" REFERENCES deployment.target,
    -- What was live there when the evidence was taken: what it replaces, and where rolling back leads.
    replaces_id text COLLATE "C",
    state text NOT NULL CHECK (state IN ('REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED', 'ROLLING_OUT', 'LIVE',
      'REJECTED', 'WITHDRAWN', 'EXPIRED', 'SUPERSEDED', 'FAILED', 'ROLLED_BACK')),
    reason text NOT NULL,
    requested_by_id text COLLATE "C" NOT NULL,
    -- Whoever asked, registered or trained the version: four eyes look here.
    involved_ids text[] NOT NULL,
    requested_at timestamptz(3) NOT NULL,
    -- When it expires: undecided, or approved and not begun.
    expires_at timestamptz(3),
    revision int NOT NULL,
    evidence_digest text NOT NULL CHECK (evidence_digest ~ '^[0-9a-f]{64}$'),
    -- As it stood when the evidence was taken.
    evidence jsonb NOT NULL,
    policy_id text COLLATE "C" NOT NULL REFERENCES deployment.promotion_policy,
    policy jsonb NOT NULL,
    waivers jsonb NOT NULL,
    strategy text NOT NULL CHECK (strategy IN ('ALL_AT_ONCE', 'CANARY', 'SHADOW', 'BLUE_GREEN')),
    steps jsonb NOT NULL,
    step int NOT NULL,
    executor text NOT NULL CHECK (executor IN ('MANUAL', 'WEBHOOK', 'MLFLOW_ALIAS', 'TENSORFLOW_SERVING', 'KSERVE')),
    rollout_started_at timestamptz(3),
    step_started_at timestamptz(3),
    external_url text,
    rollout_detail text,
    decided_at timestamptz(3),
    ended_at timestamptz(3)
  );
  -- One at a time asks for the same thing.
  CREATE UNIQUE INDEX promotion_one_open ON deployment.promotion (version_id, environment_id, kind)
    WHERE state IN ('REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED', 'ROLLING_OUT');
  CREATE INDEX promotion_model ON deployment.promotion (model_id, id DESC);
  CREATE INDEX promotion_version ON deployment.promotion (version_id, id DESC);
  CREATE INDEX promotion_state ON deployment.promotion (state, id DESC);
  CREATE INDEX promotion_due ON deployment.promotion (expires_at)
    WHERE state IN ('REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED');`;

const approvals = `
  CREATE TABLE deployment.approval (
    id text COLLATE "C" PRIMARY KEY,
    promotion_id text COLLATE "C" NOT NULL REFERENCES deployment.promotion,
    person_id text COLLATE "C" NOT NULL,
    role text NOT NULL,
    decision text NOT NULL CHECK (decision IN ('APPROVE', 'REJECT')),
    comment text,
    at timestamptz(3) NOT NULL,
    via text NOT NULL,
    evidence_digest text NOT NULL,
    -- Once for each person, decision and evidence: the same again is the same.
    CONSTRAINT approval_once UNIQUE (promotion_id, person_id, decision, evidence_digest)
  );
  CREATE INDEX approval_promotion ON deployment.approval (promotion_id, at, id);`;

const deployments = `
  CREATE TABLE deployment.deployment (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    version_id text COLLATE "C" NOT NULL,
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    target_id text COLLATE "C" REFERENCES deployment.target,
    promotion_id text COLLATE "C" REFERENCES deployment.promotion,
    kind text NOT NULL CHECK (kind IN ('PRIMARY', 'CANARY', 'SHADOW', 'ARM')),
    state text NOT NULL CHECK (state IN ('PENDING', 'LIVE', 'FAILED', 'RETIRED')),
    traffic_percent float8 NOT NULL CHECK (traffic_percent BETWEEN 0 AND 100),
    started_at timestamptz(3),
    ended_at timestamptz(3)
  );
  -- One version is the primary of a model in an environment, whoever writes and however fast.
  CREATE UNIQUE INDEX deployment_one_primary ON deployment.deployment (model_id, environment_id)
    WHERE kind = 'PRIMARY' AND state = 'LIVE';
  CREATE INDEX deployment_model ON deployment.deployment (model_id, id DESC);
  CREATE INDEX deployment_version ON deployment.deployment (version_id, id DESC);
  CREATE INDEX deployment_promotion ON deployment.deployment (promotion_id, id);
  CREATE INDEX deployment_state ON deployment.deployment (state, id DESC);

  -- How much of the traffic it had, from when to when: what was live at any instant.
  CREATE TABLE deployment.traffic (
    deployment_id text COLLATE "C" NOT NULL REFERENCES deployment.deployment,
    from_at timestamptz(3) NOT NULL,
    to_at timestamptz(3),
    percent float8 NOT NULL CHECK (percent BETWEEN 0 AND 100),
    PRIMARY KEY (deployment_id, from_at),
    CONSTRAINT traffic_span CHECK (to_at >= from_at)
  );`;
