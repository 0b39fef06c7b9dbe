import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the evidence says should be done with versions that run, and what people decided. */
export class Advice0031000000000 implements MigrationInterface {
  name = 'Advice0031000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE monitoring.advice (
        id text COLLATE "C" PRIMARY KEY,
        model_id text COLLATE "C" NOT NULL REFERENCES access.model,
        version_id text COLLATE "C" NOT NULL,
        action text NOT NULL CHECK (action IN ('RETRAIN', 'RE_ENGINEER_FEATURES', 'FIX_DATA', 'ROLL_BACK', 'KEEP')),
        state text NOT NULL CHECK (state IN ('OPEN', 'DISCUSSING', 'DECIDED')),
        reasons text[] NOT NULL,
        -- The alerts that speak for it.
        alert_ids text[] NOT NULL,
        suggested_at timestamptz(3) NOT NULL,
        discussion text,
        discussed_by_id text COLLATE "C",
        discussed_at timestamptz(3),
        -- Null although it is decided: what spoke for it was over, and nobody had to decide.
        decision text CHECK (decision IN ('RETRAIN', 'RE_ENGINEER_FEATURES', 'FIX_DATA', 'ROLL_BACK', 'KEEP')),
        decided_by_ids text[],
        decided_at timestamptz(3),
        rationale text,
        revision int NOT NULL,
        CONSTRAINT advice_decided CHECK ((state = 'DECIDED') = (decided_at IS NOT NULL)),
        CONSTRAINT advice_discussed CHECK (state <> 'DISCUSSING' OR discussion IS NOT NULL)
      );
      -- One open at a time for each version.
      CREATE UNIQUE INDEX advice_open ON monitoring.advice (version_id) WHERE state <> 'DECIDED';
      CREATE INDEX advice_model ON monitoring.advice (model_id, id DESC);
      CREATE INDEX advice_undecided ON monitoring.advice (id DESC) WHERE state <> 'DECIDED'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE monitoring.advice');
  }
}
