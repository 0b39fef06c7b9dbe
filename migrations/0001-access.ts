import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People, teams, tokens, roles and assignments: one concept for access and accountability. */
export class Access0001000000000 implements MigrationInterface {
  name = 'Access0001000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(principals);
    await runner.query(tokens);
    await runner.query(assignments);
    await runner.query(seededRoles);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA access CASCADE');
  }
}

const principals = `
  CREATE SCHEMA access;

  CREATE TABLE access.person (
    id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL,
    slack_user_id text UNIQUE,
    active boolean NOT NULL DEFAULT true,
    quiet_from text, quiet_to text, digest_at text,
    time_zone text NOT NULL DEFAULT 'UTC',
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE UNIQUE INDEX person_email ON access.person (lower(email));

  CREATE TABLE access.team (
    id text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL CONSTRAINT team_name UNIQUE,
    title text NOT NULL,
    slack_channel text
  );
  CREATE TABLE access.team_member (
    team_id text COLLATE "C" NOT NULL REFERENCES access.team,
    person_id text COLLATE "C" NOT NULL REFERENCES access.person,
    PRIMARY KEY (team_id, person_id)
  );
  CREATE INDEX team_member_person ON access.team_member (person_id);

  CREATE TABLE access.service_account (
    id text COLLATE "C" PRIMARY KEY,
    name text COLLATE "C" NOT NULL CONSTRAINT service_account_name UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  -- What the three subgraphs know of a model to decide who may see it; registry writes it with the model.
  CREATE TABLE access.model (
    id text COLLATE "C" PRIMARY KEY,
    team_id text COLLATE "C" REFERENCES access.team,
    visibility text NOT NULL DEFAULT 'INTERNAL' CHECK (visibility IN ('INTERNAL', 'RESTRICTED'))
  );
  CREATE INDEX model_team ON access.model (team_id);`;

const tokens = `
  CREATE TABLE access.api_token (
    id text COLLATE "C" PRIMARY KEY,
    principal_id text COLLATE "C" NOT NULL,
    prefix text NOT NULL,
    name text NOT NULL,
    hash text NOT NULL CONSTRAINT api_token_hash UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    permissions text[],
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz
  );
  CREATE INDEX api_token_principal ON access.api_token (principal_id);`;

const assignments = `
  CREATE TABLE access.role (
    key text COLLATE "C" PRIMARY KEY,
    title text NOT NULL,
    raci text CHECK (raci IN ('RESPONSIBLE', 'ACCOUNTABLE', 'CONSULTED', 'INFORMED')),
    permissions text[] NOT NULL,
    requires_acceptance boolean NOT NULL,
    max_holders int CHECK (max_holders > 0)
  );

  CREATE TABLE access.assignment (
    id text COLLATE "C" PRIMARY KEY,
    role_key text COLLATE "C" NOT NULL REFERENCES access.role,
    assignee_id text COLLATE "C" NOT NULL,
    scope text NOT NULL,
    model_id text COLLATE "C" REFERENCES access.model,
    team_id text COLLATE "C" REFERENCES access.team,
    state text NOT NULL CHECK (state IN ('PROPOSED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'ENDED')),
    scope_of_work text,
    proposed_by_id text COLLATE "C" NOT NULL,
    proposed_at timestamptz NOT NULL,
    due_at timestamptz,
    responded_at timestamptz,
    decline_reason text,
    suggested_id text COLLATE "C",
    since timestamptz,
    until timestamptz,
    delegated_to_id text COLLATE "C" REFERENCES access.person,
    delegated_until timestamptz,
    replaces_id text COLLATE "C" REFERENCES access.assignment,
    ended_at timestamptz,
    end_reason text,
    revision int NOT NULL DEFAULT 1,
    CONSTRAINT assignment_target CHECK (
      (scope = 'MODEL' AND model_id IS NOT NULL AND team_id IS NULL) OR
      (scope = 'TEAM' AND team_id IS NOT NULL AND model_id IS NULL) OR
      (scope = 'EVERYTHING' AND model_id IS NULL AND team_id IS NULL)),
    CONSTRAINT assignment_since CHECK (state <> 'ACCEPTED' OR since IS NOT NULL),
    CONSTRAINT assignment_ended CHECK ((state = 'ENDED') = (ended_at IS NOT NULL)),
    CONSTRAINT assignment_delegation CHECK ((delegated_to_id IS NULL) = (delegated_until IS NULL))
  );
  -- A model has one accepted owner at most, whoever writes and however fast.
  CREATE UNIQUE INDEX assignment_one_owner ON access.assignment (model_id)
    WHERE role_key = 'owner' AND scope = 'MODEL' AND state = 'ACCEPTED';
  -- Nobody is asked twice for the same thing at once.
  CREATE UNIQUE INDEX assignment_one_open
    ON access.assignment (role_key, assignee_id, scope, coalesce(model_id, ''), coalesce(team_id, ''))
    WHERE state IN ('PROPOSED', 'ACCEPTED');
  CREATE INDEX assignment_assignee ON access.assignment (assignee_id, id DESC);
  CREATE INDEX assignment_delegate ON access.assignment (delegated_to_id) WHERE delegated_to_id IS NOT NULL;
  CREATE INDEX assignment_model ON access.assignment (model_id, id DESC);
  CREATE INDEX assignment_team ON access.assignment (team_id, id DESC) WHERE team_id IS NOT NULL;`;

const seededRoles = `
  INSERT INTO access.role (key, title, raci, permissions, requires_acceptance, max_holders) VALUES
    ('owner', 'Owner', 'ACCOUNTABLE', '{READ,MODEL_EDIT,VERSION_REGISTER,ASSIGN,HOSTING_DECIDE,DEPLOY,PROMOTION_REQUEST,PROMOTION_APPROVE,CHECK_WAIVE,EXPERIMENT_EDIT,MONITOR_EDIT,ALERT_HANDLE,INGEST,REPORT_READ}', true, 1),
    ('data-scientist', 'Data scientist', 'CONSULTED', '{MODEL_EDIT,VERSION_REGISTER,PROMOTION_REQUEST,PROMOTION_APPROVE,EXPERIMENT_EDIT,ALERT_HANDLE}', true, NULL),
    ('ml-engineer', 'ML engineer', 'RESPONSIBLE', '{VERSION_REGISTER,HOSTING_DECIDE,DEPLOY,PROMOTION_REQUEST,PROMOTION_APPROVE,MONITOR_EDIT,ALERT_HANDLE,EXPERIMENT_EDIT,INGEST}', true, NULL),
    ('it-ops', 'IT operations', 'RESPONSIBLE', '{HOSTING_DECIDE,DEPLOY,PROMOTION_APPROVE,ALERT_HANDLE}', true, NULL),
    ('developer', 'Developer', 'RESPONSIBLE', '{PROMOTION_REQUEST,ALERT_HANDLE}', true, NULL),
    ('risk', 'Risk and compliance', 'CONSULTED', '{PROMOTION_APPROVE,CHECK_WAIVE,REPORT_READ}', true, NULL),
    ('stakeholder', 'Stakeholder', 'INFORMED', '{READ}', true, NULL),
    ('auditor', 'Auditor', NULL, '{AUDIT_READ,REPORT_READ,READ}', false, NULL),
    ('viewer', 'Viewer', NULL, '{READ}', false, NULL),
    ('admin', 'Administrator', NULL, '{READ,MODEL_EDIT,VERSION_REGISTER,ASSIGN,HOSTING_DECIDE,DEPLOY,PROMOTION_REQUEST,PROMOTION_APPROVE,CHECK_WAIVE,EXPERIMENT_EDIT,MONITOR_EDIT,ALERT_HANDLE,INGEST,REPORT_READ,AUDIT_READ,ACCESS_ADMIN,POLICY_ADMIN,DELIVER}', false, NULL),
    ('deliverer', 'Deliverer', NULL, '{DELIVER}', false, NULL);

  -- Who the system proposes as, where somebody must be named. It has no token and cannot sign in.
  INSERT INTO access.service_account (id, name) VALUES ('svc_00000000000000000000000000', 'handoff');`;
