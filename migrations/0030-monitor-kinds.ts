import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Monitors of all kinds, evaluated under leases; alerts that escalate by themselves, and what they show. */
export class MonitorKinds0030000000000 implements MigrationInterface {
  name = 'MonitorKinds0030000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX monitoring.monitor_due;
      ALTER TABLE monitoring.monitor
        -- Grows when it watches something else.
        ADD COLUMN focus int NOT NULL DEFAULT 1,
        -- When people last saved it.
        ADD COLUMN saved_at timestamptz(3) NOT NULL DEFAULT now(),
        -- When it is to be evaluated next; null: now.
        ADD COLUMN due_at timestamptz(3),
        -- Who evaluates it at present, and until when nobody else does.
        ADD COLUMN lease text COLLATE "C",
        ADD COLUMN leased_until timestamptz(3),
        -- Why it could not be evaluated last.
        ADD COLUMN trouble text,
        -- It made itself, and what it followed is not there any more.
        ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;
      -- Each evaluation writes a row: with room on its page, no index is touched.
      ALTER TABLE monitoring.monitor ALTER COLUMN saved_at DROP DEFAULT;
      ALTER TABLE monitoring.monitor SET (fillfactor = 60);
      CREATE INDEX monitor_model_kind ON monitoring.monitor (model_id, kind);

      ALTER TABLE monitoring.alert
        -- When the next are asked, where nobody sees to it until then.
        ADD COLUMN escalates_at timestamptz(3),
        ADD COLUMN silenced_at timestamptz(3);
      UPDATE monitoring.alert SET silenced_at = state_since WHERE state = 'SILENCED';
      UPDATE monitoring.alert SET silenced_until = NULL WHERE state = 'RESOLVED';
      CREATE INDEX alert_escalation ON monitoring.alert (escalates_at) WHERE escalates_at IS NOT NULL;
      DROP INDEX monitoring.alert_silence;
      CREATE INDEX alert_silence ON monitoring.alert (silenced_until) WHERE silenced_until IS NOT NULL;

      -- What an alert shows beside its sentence, where that cannot be read again later.
      CREATE TABLE monitoring.alert_picture (
        alert_id text COLLATE "C" PRIMARY KEY REFERENCES monitoring.alert,
        picture jsonb NOT NULL,
        taken_at timestamptz(3) NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE monitoring.alert_picture;
      DROP INDEX monitoring.alert_escalation, monitoring.alert_silence;
      CREATE INDEX alert_silence ON monitoring.alert (silenced_until) WHERE state = 'SILENCED';
      ALTER TABLE monitoring.alert DROP COLUMN escalates_at, DROP COLUMN silenced_at;
      DROP INDEX monitoring.monitor_model_kind;
      ALTER TABLE monitoring.monitor DROP COLUMN focus, DROP COLUMN saved_at, DROP COLUMN due_at, DROP COLUMN lease,
        DROP COLUMN leased_until, DROP COLUMN trouble, DROP COLUMN withdrawn;
      CREATE INDEX monitor_due ON monitoring.monitor (last_evaluated_at) WHERE enabled`);
  }
}
