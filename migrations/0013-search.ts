import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What models are found by: one row for each, kept true by triggers at the end of every transaction. */
export class Search0013000000000 implements MigrationInterface {
  name = 'Search0013000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(plain);
    await runner.query(table);
    await runner.query(indexing);
    await runner.query(triggers);
    await runner.query('SELECT registry.index_model(m.id) FROM registry.model m');
    await runner.query(indexes);
    await runner.query(extension);
    await runner.query(likeness);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER search_new_model ON registry.model;
      DROP TRIGGER search_model ON registry.model;
      DROP TRIGGER search_new_version ON registry.version;
      DROP TRIGGER search_version ON registry.version;
      DROP TRIGGER search_document ON registry.document;
      DROP TRIGGER search_access ON access.model;
      DROP TRIGGER search_source ON registry.source;
      DROP TRIGGER search_dataset ON registry.dataset;
      DROP FUNCTION registry.alike, registry.index_model_later, registry.index_dataset_later, registry.index_model;
      DROP TABLE registry.search;
      DROP FUNCTION registry.prose, registry.words, registry.joined;
      DROP TEXT SEARCH CONFIGURATION registry.prose`);
  }
}

const marks = `${String.raw`!"#$%&''()*+,-./:;<=>?@[\]^_{|}~`}\``;

// Names are written in many ways: card_fraud, card-fraud and cardFraud are the same words, and the same when joined.
// Of texts the words count and not the figures: tables of results would be most of what is known of a model.
const plain = `
  CREATE FUNCTION registry.words(told text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    lower(translate(regexp_replace(told, '([[:lower:][:digit:]])([[:upper:]])', '\\1 \\2', 'g'), '${marks}',
      '${' '.repeat(32)}'));
  CREATE FUNCTION registry.joined(told text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    lower(translate(told, '${marks} ', ''));

  CREATE TEXT SEARCH CONFIGURATION registry.prose (COPY = pg_catalog.simple);
  ALTER TEXT SEARCH CONFIGURATION registry.prose DROP MAPPING FOR int, uint, float, sfloat, version;
  CREATE FUNCTION registry.prose(told text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    to_tsvector('registry.prose'::regconfig, translate(told, './-_', '    '));`;

const table = `
  CREATE TABLE registry.search (
    id text COLLATE "C" PRIMARY KEY REFERENCES registry.model,
    -- Copied, so that finding, filtering and counting read no other row of a model.
    name text COLLATE "C" NOT NULL,
    tags text[] NOT NULL,
    task text NOT NULL,
    risk_tier text NOT NULL,
    archived_at timestamptz(3),
    team_id text COLLATE "C",
    visibility text NOT NULL,
    -- All that is counted of what was found, as field:value: its tags, task, riskTier, team (its id) and sources.
    traits text[] NOT NULL,
    -- The name without all that separates words.
    joined text COLLATE "C" NOT NULL,
    -- Name and title as words: where likeness is looked for.
    words text NOT NULL,
    -- Says how well a model fits. It is small and stays in the row: name and title weigh A, tags and algorithm B, and
    -- of the others the beginning: features, data sets and purpose C, description and texts D.
    head tsvector NOT NULL,
    -- Says whether it is found: every word. Read through its index alone.
    everything tsvector NOT NULL,
    -- The transaction that wrote it last: however much that one changes, it writes the row once.
    made_in xid8 NOT NULL
  );
  ALTER TABLE registry.search ALTER COLUMN head SET STORAGE MAIN;`;

/** Of the newest versions only: a model may have a great many, and what it was made of long ago is no way to find it. */
export const indexing = `
  CREATE FUNCTION registry.index_model(which text) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    model registry.model;
    known access.model;
    newest text[];
    made text;
    parts text;
    texts text;
    names tsvector;
  BEGIN
    -- Two at once that change the same model: the second waits here, and then reads what the first has written.
    PERFORM FROM registry.search s WHERE s.id = which FOR UPDATE;
    SELECT * INTO model FROM registry.model m WHERE m.id = which;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO known FROM access.model a WHERE a.id = which;
    SELECT array_agg(v.id), string_agg(concat_ws(' ', v.algorithm, v.framework, array_to_string(v.tags, ' ')), ' '),
        string_agg(v.change_note, ' ') INTO newest, made, texts
      FROM (SELECT * FROM registry.version v WHERE v.model_id = which AND v.state = 'READY'
        ORDER BY v.created_at DESC, v.ordinal DESC LIMIT 10) v;
    SELECT string_agg(registry.words(p.name) || ' ' || registry.joined(p.name), ' ') INTO parts FROM (
      SELECT f.name FROM registry.feature f WHERE f.version_id = ANY(newest)
      UNION SELECT l.name FROM registry.label l WHERE l.version_id = ANY(newest)
      UNION SELECT d.name FROM registry.dataset_use u JOIN registry.dataset d ON d.id = u.dataset_id
        WHERE u.version_id = ANY(newest)) p;
    SELECT concat_ws(' ', model.description, model.limitations, string_agg(concat_ws(' ', d.title, d.body), ' '), texts)
      INTO texts FROM (
        SELECT d.title, d.body FROM registry.document d
          WHERE d.model_id = which AND d.version_id IS NULL AND d.removed_at IS NULL
        UNION ALL SELECT d.title, d.body FROM registry.document d
          WHERE d.version_id = ANY(newest) AND d.removed_at IS NULL) d;
    made := left(registry.words(concat_ws(' ', array_to_string(model.tags, ' '), made)), 50000);
    parts := left(concat_ws(' ', registry.words(model.purpose), parts), 50000);
    texts := left(texts, 50000);
    names := to_tsvector('simple', concat_ws(' ', registry.words(model.name), registry.joined(model.name),
      registry.words(model.title), registry.joined(model.title)));
    INSERT INTO registry.search (id, name, tags, task, risk_tier, archived_at, team_id, visibility, traits,
      joined, words, head, everything, made_in)
    VALUES (
      which, model.name, model.tags, model.task, model.risk_tier, model.archived_at,
      known.team_id, known.visibility,
      array_remove(ARRAY['task:' || model.task, 'riskTier:' || model.risk_tier, 'team:' || known.team_id]
        || ARRAY(SELECT DISTINCT 'tag:' || t FROM unnest(model.tags) t)
        || ARRAY(SELECT DISTINCT 'source:' || s.system FROM registry.source s WHERE s.model_id = which AND s.kind = 'MODEL'),
        NULL),
      registry.joined(model.name),
      registry.words(concat_ws(' ', model.name, model.title)),
      setweight(names, 'A') || setweight(to_tsvector('simple', left(made, 400)), 'B')
        || setweight(to_tsvector('simple', left(parts, 400)), 'C') || setweight(registry.prose(left(texts, 400)), 'D'),
      strip(names || to_tsvector('simple', made) || to_tsvector('simple', parts) || registry.prose(texts)),
      pg_current_xact_id())
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, tags = excluded.tags, task = excluded.task,
      risk_tier = excluded.risk_tier, archived_at = excluded.archived_at, team_id = excluded.team_id,
      visibility = excluded.visibility, traits = excluded.traits,
      joined = excluded.joined, words = excluded.words, head = excluded.head, everything = excluded.everything,
      made_in = excluded.made_in;
  END $$;`;

// Deferred: they run when all is in, so that whatever changes a model, now or in years, needs to know nothing of this.
const triggers = `
  CREATE FUNCTION registry.index_model_later() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    which text := to_jsonb(NEW) ->> TG_ARGV[0];
  BEGIN
    IF NOT EXISTS (SELECT FROM registry.search s WHERE s.id = which AND s.made_in = pg_current_xact_id()) THEN
      PERFORM registry.index_model(which);
    END IF;
    RETURN NULL;
  END $$;

  CREATE FUNCTION registry.index_dataset_later() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM registry.index_model(u.model_id)
      FROM (SELECT DISTINCT x.model_id FROM registry.dataset_model x WHERE x.dataset_id = NEW.id ORDER BY 1) u;
    RETURN NULL;
  END $$;

  CREATE CONSTRAINT TRIGGER search_new_model AFTER INSERT ON registry.model DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION registry.index_model_later('id');
  CREATE CONSTRAINT TRIGGER search_model AFTER UPDATE ON registry.model DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.name, OLD.title, OLD.description, OLD.purpose, OLD.limitations, OLD.tags, OLD.task, OLD.risk_tier,
        OLD.archived_at)
      IS DISTINCT FROM (NEW.name, NEW.title, NEW.description, NEW.purpose, NEW.limitations, NEW.tags, NEW.task,
        NEW.risk_tier, NEW.archived_at))
    EXECUTE FUNCTION registry.index_model_later('id');
  CREATE CONSTRAINT TRIGGER search_new_version AFTER INSERT ON registry.version DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION registry.index_model_later('model_id');
  CREATE CONSTRAINT TRIGGER search_version AFTER UPDATE ON registry.version DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.state, OLD.tags) IS DISTINCT FROM (NEW.state, NEW.tags))
    EXECUTE FUNCTION registry.index_model_later('model_id');
  CREATE CONSTRAINT TRIGGER search_document AFTER INSERT OR UPDATE ON registry.document DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION registry.index_model_later('model_id');
  CREATE CONSTRAINT TRIGGER search_access AFTER UPDATE ON access.model DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.team_id, OLD.visibility) IS DISTINCT FROM (NEW.team_id, NEW.visibility))
    EXECUTE FUNCTION registry.index_model_later('id');
  CREATE CONSTRAINT TRIGGER search_source AFTER INSERT ON registry.source DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.kind = 'MODEL') EXECUTE FUNCTION registry.index_model_later('model_id');
  CREATE CONSTRAINT TRIGGER search_dataset AFTER UPDATE ON registry.dataset DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION registry.index_dataset_later();`;

const indexes = `
  CREATE INDEX search_everything ON registry.search USING gin (everything);
  CREATE INDEX search_tags ON registry.search USING gin (tags);
  CREATE INDEX search_team ON registry.search (team_id);`;

// Some servers keep extensions from those who use them: then only words that are one letter off are found.
const extension = `
  DO $$
  BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA registry;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm is not to be had here (%): fewer typing errors are forgiven', SQLERRM;
  END $$;`;

const likeness = `
  DO $do$
  DECLARE
    place text := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_trgm');
  BEGIN
    IF place IS NULL THEN
      CREATE FUNCTION registry.alike(sought text) RETURNS TABLE (id text, likeness real) LANGUAGE sql STABLE
        AS 'SELECT NULL::text, NULL::real WHERE false';
    ELSE
      EXECUTE format('CREATE INDEX search_words ON registry.search USING gin (words %I.gin_trgm_ops)', place);
      EXECUTE format($f$
        CREATE FUNCTION registry.alike(sought text) RETURNS TABLE (id text, likeness real) LANGUAGE sql STABLE
        SET pg_trgm.word_similarity_threshold = 0.45
        AS $body$
          SELECT s.id, %1$I.word_similarity(sought, s.words) FROM registry.search s
          WHERE s.words OPERATOR(%1$I.%%>) sought OR s.words LIKE '%%' || sought || '%%'
        $body$ $f$, place);
    END IF;
  END $do$;`;
