import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was live at any instant has neither overlaps nor gaps, whoever writes; and what was reported to run. */
export class Serving0023000000000 implements MigrationInterface {
  name = 'Serving0023000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(intervals);
    await runner.query(reported);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE deployment.serving, deployment.serving_complete;
      DROP TRIGGER traffic_unbroken ON deployment.traffic;
      DROP FUNCTION deployment.hold_unbroken`);
  }
}

// At the end of the transaction, so that one interval may be ended and the next begun in any order. The deployment is
// locked first: of two transactions that write intervals of it, the later sees what the earlier wrote.
const intervals = `
  CREATE FUNCTION deployment.hold_unbroken() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    run text := coalesce(NEW.deployment_id, OLD.deployment_id);
  BEGIN
    PERFORM FROM deployment.deployment d WHERE d.id = run FOR NO KEY UPDATE;
    IF EXISTS (
      SELECT FROM (
        SELECT t.from_at, row_number() OVER w AS place, lag(t.to_at) OVER w AS before FROM deployment.traffic t
        WHERE t.deployment_id = run WINDOW w AS (ORDER BY t.from_at, t.to_at)) s
      WHERE s.place > 1 AND s.before IS DISTINCT FROM s.from_at) THEN
      RAISE EXCEPTION 'What a deployment had of the traffic is told for each instant once: an interval begins where the one before ended.'
        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'traffic_unbroken';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER traffic_unbroken AFTER INSERT OR UPDATE OR DELETE ON deployment.traffic
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION deployment.hold_unbroken();`;

const reported = `
  -- What was reported last of each version, under each target: whether it runs there.
  CREATE TABLE deployment.serving (
    model_id text COLLATE "C" NOT NULL REFERENCES access.model,
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    target_id text COLLATE "C" REFERENCES deployment.target,
    version text COLLATE "C" NOT NULL,
    -- Null: registry does not know the version.
    version_id text COLLATE "C",
    runs boolean NOT NULL,
    traffic_percent float8 CHECK (traffic_percent BETWEEN 0 AND 100),
    at timestamptz(3) NOT NULL,
    CONSTRAINT serving_one UNIQUE NULLS NOT DISTINCT (model_id, environment_id, target_id, version)
  );
  CREATE INDEX serving_environment ON deployment.serving (environment_id, target_id);

  -- When each reporter last told all that runs somewhere: what they told of before is settled by it.
  CREATE TABLE deployment.serving_complete (
    environment_id text COLLATE "C" NOT NULL REFERENCES deployment.environment,
    target_id text COLLATE "C" REFERENCES deployment.target,
    reporter_id text COLLATE "C" NOT NULL,
    at timestamptz(3) NOT NULL,
    CONSTRAINT serving_complete_one UNIQUE NULLS NOT DISTINCT (environment_id, target_id, reporter_id)
  );`;
