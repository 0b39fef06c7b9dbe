import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where production can read shared features, as it is reported; and what aliases pointed at before. */
export class RegistryMore0011000000000 implements MigrationInterface {
  name = 'RegistryMore0011000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(availability);
    await runner.query(aliasHistory);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE registry.availability');
    await runner.query('DROP TRIGGER alias_kept ON registry.alias');
    await runner.query('DROP FUNCTION registry.keep_alias()');
    await runner.query('DROP TABLE registry.alias_history');
  }
}

// By the name that the feature store knows: also of a feature that nobody has catalogued yet, and of one that only a
// restricted model knows.
const availability = `
  CREATE TABLE registry.availability (
    name text COLLATE "C" NOT NULL CHECK (name <> ''),
    environment text COLLATE "C" NOT NULL CHECK (environment <> ''),
    available boolean NOT NULL,
    dtype text,
    freshness_minutes int CHECK (freshness_minutes >= 0),
    source text,
    reported_at timestamptz(3) NOT NULL,
    reported_by_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (name, environment)
  );`;

// Aliases are set one by one and by imports: a trigger sees both.
const aliasHistory = `
  CREATE TABLE registry.alias_history (
    model_id text COLLATE "C" NOT NULL REFERENCES registry.model,
    name text COLLATE "C" NOT NULL,
    version_id text COLLATE "C" NOT NULL,
    set_by_id text COLLATE "C" NOT NULL,
    set_at timestamptz(3) NOT NULL,
    ended_at timestamptz(3)
  );
  CREATE INDEX alias_history_of_model ON registry.alias_history (model_id, set_at);
  CREATE UNIQUE INDEX alias_history_standing ON registry.alias_history (model_id, name) WHERE ended_at IS NULL;

  INSERT INTO registry.alias_history (model_id, name, version_id, set_by_id, set_at)
    SELECT model_id, name, version_id, set_by_id, set_at FROM registry.alias;

  CREATE FUNCTION registry.keep_alias() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND OLD.version_id = NEW.version_id THEN
      RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
      UPDATE registry.alias_history SET ended_at = now()
        WHERE model_id = OLD.model_id AND name = OLD.name AND ended_at IS NULL;
    END IF;
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO registry.alias_history (model_id, name, version_id, set_by_id, set_at)
        VALUES (NEW.model_id, NEW.name, NEW.version_id, NEW.set_by_id, NEW.set_at);
    END IF;
    RETURN NULL;
  END $$;

  CREATE TRIGGER alias_kept AFTER INSERT OR UPDATE OR DELETE ON registry.alias
    FOR EACH ROW EXECUTE FUNCTION registry.keep_alias();`;
