import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Models, their versions and what those are made of, and where they were brought in from. */
export class Registry0003000000000 implements MigrationInterface {
  name = 'Registry0003000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(models);
    await runner.query(shared);
    await runner.query(content);
    await runner.query(papers);
    await runner.query(uses);
    await runner.query(origins);
    await runner.query(immutable);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP SCHEMA registry CASCADE');
  }
}

const systems = `('MLFLOW', 'DATABRICKS', 'TENSORFLOW', 'GITHUB', 'HUGGING_FACE', 'ONNX', 'MLMODEL', 'SAGEMAKER',
      'KUBEFLOW', 'DATAHUB', 'CODEOWNERS', 'API')`;

const models = `
  CREATE SCHEMA registry;

  -- Team and visibility stand in access.model, which every list of the graph joins.
  CREATE TABLE registry.model (
    id text COLLATE "C" PRIMARY KEY REFERENCES access.model,
    name text COLLATE "C" NOT NULL CONSTRAINT model_name UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9._/-]{0,127}$'),
    title text NOT NULL CHECK (title <> ''),
    description text,
    purpose text,
    objectives jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(objectives) = 'array'),
    task text NOT NULL CHECK (task IN ('BINARY_CLASSIFICATION', 'MULTICLASS_CLASSIFICATION', 'REGRESSION', 'RANKING',
      'FORECASTING', 'CLUSTERING', 'ANOMALY_DETECTION', 'RECOMMENDATION', 'GENERATION', 'EMBEDDING', 'OTHER')),
    risk_tier text NOT NULL CHECK (risk_tier IN ('UNCLASSIFIED', 'MINIMAL', 'LIMITED', 'HIGH', 'CRITICAL')),
    tags text[] NOT NULL DEFAULT '{}',
    limitations text,
    last_validated_at timestamptz(3),
    validation_due_at timestamptz(3),
    revision int NOT NULL DEFAULT 1,
    created_at timestamptz(3) NOT NULL DEFAULT now(),
    updated_at timestamptz(3) NOT NULL DEFAULT now(),
    archived_at timestamptz(3)
  );
  CREATE INDEX model_created ON registry.model (created_at DESC, id DESC);
  CREATE INDEX model_updated ON registry.model (updated_at DESC, id DESC);
  CREATE INDEX model_tags ON registry.model USING gin (tags);

  CREATE TABLE registry.version (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES registry.model,
    version text COLLATE "C" NOT NULL CHECK (version <> ''),
    -- The order in which they were registered: settles which is newer of two that were created at one instant.
    ordinal int NOT NULL CHECK (ordinal > 0),
    state text NOT NULL CHECK (state IN ('READY', 'ARCHIVED')),
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    algorithm text,
    framework text,
    hyperparameters jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(hyperparameters) = 'array'),
    change_note text,
    parent_id text COLLATE "C" REFERENCES registry.version CHECK (parent_id <> id),
    tags text[] NOT NULL DEFAULT '{}',
    trained_by_id text COLLATE "C",
    created_by_id text COLLATE "C" NOT NULL,
    created_at timestamptz(3) NOT NULL,
    CONSTRAINT version_number UNIQUE (model_id, version),
    CONSTRAINT version_of_model UNIQUE (model_id, id),
    CONSTRAINT version_ordinal UNIQUE (model_id, ordinal)
  );
  CREATE INDEX version_newest ON registry.version (model_id, created_at DESC, ordinal DESC);
  CREATE INDEX version_parent ON registry.version (parent_id) WHERE parent_id IS NOT NULL;

  CREATE TABLE registry.alias (
    model_id text COLLATE "C" NOT NULL REFERENCES registry.model,
    name text COLLATE "C" NOT NULL CHECK (name <> ''),
    version_id text COLLATE "C" NOT NULL,
    set_by_id text COLLATE "C" NOT NULL,
    set_at timestamptz(3) NOT NULL,
    PRIMARY KEY (model_id, name),
    -- An alias leads to a version of its own model only.
    CONSTRAINT alias_version FOREIGN KEY (model_id, version_id) REFERENCES registry.version (model_id, id)
  );
  CREATE INDEX alias_of_version ON registry.alias (version_id);`;

const shared = `
  CREATE TABLE registry.feature_definition (
    id text COLLATE "C" PRIMARY KEY,
    -- '': known to all models; the id of a restricted model: known to that one alone, so that nobody finds it by guessing.
    realm text COLLATE "C" NOT NULL DEFAULT '',
    name text COLLATE "C" NOT NULL,
    dtype text NOT NULL,
    source text,
    owner_id text COLLATE "C",
    description text,
    revision int NOT NULL DEFAULT 1,
    CONSTRAINT feature_definition_name UNIQUE (name, realm)
  );

  CREATE TABLE registry.dataset (
    id text COLLATE "C" PRIMARY KEY,
    realm text COLLATE "C" NOT NULL DEFAULT '',
    name text COLLATE "C" NOT NULL CHECK (name <> ''),
    uri text,
    digest text COLLATE "C",
    rows double precision CHECK (rows >= 0),
    from_at timestamptz(3),
    to_at timestamptz(3),
    description text,
    revision int NOT NULL DEFAULT 1,
    CONSTRAINT dataset_span CHECK (from_at <= to_at)
  );
  -- Other content under the same name is another data set: what a version was trained on never changes behind it.
  CREATE UNIQUE INDEX dataset_identity ON registry.dataset (name, realm, coalesce(digest, ''));
  CREATE INDEX dataset_digest ON registry.dataset (digest) WHERE digest IS NOT NULL;`;

const content = `
  CREATE TABLE registry.feature (
    version_id text COLLATE "C" NOT NULL REFERENCES registry.version,
    position int NOT NULL,
    name text COLLATE "C" NOT NULL,
    dtype text NOT NULL,
    shape int[],
    required boolean NOT NULL,
    description text,
    unit text,
    sensitive boolean NOT NULL,
    transformations text[] NOT NULL,
    definition_id text COLLATE "C" REFERENCES registry.feature_definition,
    PRIMARY KEY (version_id, position),
    CONSTRAINT feature_once UNIQUE (version_id, name)
  );
  CREATE INDEX feature_name ON registry.feature (name);
  CREATE INDEX feature_of_definition ON registry.feature (definition_id) WHERE definition_id IS NOT NULL;

  CREATE TABLE registry.label (
    version_id text COLLATE "C" NOT NULL REFERENCES registry.version,
    position int NOT NULL,
    name text COLLATE "C" NOT NULL,
    dtype text NOT NULL,
    shape int[],
    description text,
    PRIMARY KEY (version_id, position),
    CONSTRAINT label_once UNIQUE (version_id, name)
  );

  CREATE TABLE registry.dataset_use (
    version_id text COLLATE "C" NOT NULL REFERENCES registry.version,
    position int NOT NULL,
    dataset_id text COLLATE "C" NOT NULL REFERENCES registry.dataset,
    purpose text NOT NULL CHECK (purpose IN ('TRAINING', 'VALIDATION', 'TEST', 'REFERENCE')),
    PRIMARY KEY (version_id, position)
  );
  CREATE INDEX dataset_use_of ON registry.dataset_use (dataset_id);

  CREATE TABLE registry.evaluation (
    version_id text COLLATE "C" NOT NULL REFERENCES registry.version,
    position int NOT NULL,
    metric text COLLATE "C" NOT NULL,
    value double precision,
    value_text text NOT NULL,
    dataset_id text COLLATE "C" REFERENCES registry.dataset,
    split text,
    slice text,
    lower double precision,
    upper double precision,
    n double precision CHECK (n >= 0),
    verified boolean NOT NULL,
    PRIMARY KEY (version_id, position),
    CONSTRAINT evaluation_interval CHECK (lower <= upper)
  );
  CREATE INDEX evaluation_metric ON registry.evaluation (metric, value);
  CREATE INDEX evaluation_dataset ON registry.evaluation (dataset_id) WHERE dataset_id IS NOT NULL;

  CREATE TABLE registry.artifact (
    version_id text COLLATE "C" NOT NULL REFERENCES registry.version,
    position int NOT NULL,
    uri text NOT NULL,
    sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    bytes double precision CHECK (bytes >= 0),
    format text,
    PRIMARY KEY (version_id, position)
  );`;

const papers = `
  CREATE TABLE registry.assumption (
    id text COLLATE "C" PRIMARY KEY,
    version_id text COLLATE "C" NOT NULL REFERENCES registry.version,
    position int NOT NULL,
    text text NOT NULL,
    status text NOT NULL CHECK (status IN ('OPEN', 'HOLDS', 'BROKEN')),
    checked_by_id text COLLATE "C",
    checked_at timestamptz(3),
    evidence text,
    CONSTRAINT assumption_checked CHECK ((checked_by_id IS NULL) = (checked_at IS NULL))
  );
  CREATE INDEX assumption_of_version ON registry.assumption (version_id, position);

  CREATE TABLE registry.document (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES registry.model,
    version_id text COLLATE "C",
    title text NOT NULL,
    kind text NOT NULL,
    uri text,
    body text,
    updated_at timestamptz(3) NOT NULL,
    updated_by_id text COLLATE "C" NOT NULL,
    removed_at timestamptz(3),
    CONSTRAINT document_version FOREIGN KEY (model_id, version_id) REFERENCES registry.version (model_id, id)
  );
  CREATE INDEX document_of_model ON registry.document (model_id) WHERE version_id IS NULL AND removed_at IS NULL;
  CREATE INDEX document_of_version ON registry.document (version_id) WHERE version_id IS NOT NULL AND removed_at IS NULL;`;

// What is shared shows itself to whoever may see one of the models that use it.
const uses = `
  CREATE VIEW registry.dataset_model AS
    SELECT u.dataset_id, v.model_id FROM registry.dataset_use u JOIN registry.version v ON v.id = u.version_id
    UNION ALL
    SELECT e.dataset_id, v.model_id FROM registry.evaluation e JOIN registry.version v ON v.id = e.version_id
    WHERE e.dataset_id IS NOT NULL;

  CREATE VIEW registry.feature_definition_model AS
    SELECT f.definition_id, v.model_id FROM registry.feature f JOIN registry.version v ON v.id = f.version_id
    WHERE f.definition_id IS NOT NULL;`;

const origins = `
  CREATE TABLE registry.source (
    system text NOT NULL CHECK (system IN ${systems}),
    kind text NOT NULL CHECK (kind IN ('MODEL', 'VERSION')),
    external_id text COLLATE "C" NOT NULL,
    model_id text COLLATE "C" NOT NULL REFERENCES registry.model,
    version_id text COLLATE "C",
    url text,
    run_id text,
    "commit" text,
    imported_at timestamptz(3) NOT NULL,
    CONSTRAINT source_record PRIMARY KEY (system, kind, external_id),
    CONSTRAINT source_kind CHECK ((kind = 'VERSION') = (version_id IS NOT NULL)),
    CONSTRAINT source_version FOREIGN KEY (model_id, version_id) REFERENCES registry.version (model_id, id)
  );
  CREATE INDEX source_of_model ON registry.source (model_id) WHERE kind = 'MODEL';
  CREATE UNIQUE INDEX source_of_version ON registry.source (version_id) WHERE version_id IS NOT NULL;

  -- What an import last brought for a model or a version, as canonical JSON: what differs from it now, a person changed.
  CREATE TABLE registry.import_base (
    subject_id text COLLATE "C" NOT NULL,
    system text NOT NULL,
    external_id text COLLATE "C" NOT NULL,
    base text NOT NULL,
    PRIMARY KEY (subject_id, system, external_id)
  );`;

// An approval is bound to the digest, so what the digest is taken over must stay what it was.
const immutable = `
  CREATE FUNCTION registry.refuse_content_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'registry.%: what a version is made of never changes: register a new version', TG_TABLE_NAME
      USING ERRCODE = 'integrity_constraint_violation';
  END $$;

  CREATE FUNCTION registry.guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    -- Who trained it and what it came from may become known later, once.
    IF TG_OP = 'UPDATE'
       AND (to_jsonb(NEW) - '{state,tags,trained_by_id,parent_id}'::text[]) = (to_jsonb(OLD) - '{state,tags,trained_by_id,parent_id}'::text[])
       AND (OLD.trained_by_id IS NULL OR OLD.trained_by_id IS NOT DISTINCT FROM NEW.trained_by_id)
       AND (OLD.parent_id IS NULL OR OLD.parent_id IS NOT DISTINCT FROM NEW.parent_id) THEN
      RETURN NEW;
    END IF;
    RAISE EXCEPTION 'registry.version: what a version is made of never changes: register a new version'
      USING ERRCODE = 'integrity_constraint_violation';
  END $$;

  CREATE TRIGGER version_immutable BEFORE UPDATE OR DELETE ON registry.version
    FOR EACH ROW EXECUTE FUNCTION registry.guard_version();
  CREATE TRIGGER feature_immutable BEFORE UPDATE OR DELETE ON registry.feature
    FOR EACH ROW EXECUTE FUNCTION registry.refuse_content_change();
  CREATE TRIGGER label_immutable BEFORE UPDATE OR DELETE ON registry.label
    FOR EACH ROW EXECUTE FUNCTION registry.refuse_content_change();
  CREATE TRIGGER dataset_use_immutable BEFORE UPDATE OR DELETE ON registry.dataset_use
    FOR EACH ROW EXECUTE FUNCTION registry.refuse_content_change();
  CREATE TRIGGER evaluation_immutable BEFORE UPDATE OR DELETE ON registry.evaluation
    FOR EACH ROW EXECUTE FUNCTION registry.refuse_content_change();
  CREATE TRIGGER artifact_immutable BEFORE UPDATE OR DELETE ON registry.artifact
    FOR EACH ROW EXECUTE FUNCTION registry.refuse_content_change();`;
