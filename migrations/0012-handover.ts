import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Handovers of versions, with what was found in each section and what was said about it. */
export class Handover0012000000000 implements MigrationInterface {
  name = 'Handover0012000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(handovers);
    await runner.query(reviews);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE registry.handover_comment, registry.handover_section, registry.handover');
  }
}

const handovers = `
  CREATE TABLE registry.handover (
    id text COLLATE "C" PRIMARY KEY,
    model_id text COLLATE "C" NOT NULL REFERENCES registry.model,
    version_id text COLLATE "C" NOT NULL,
    from_id text COLLATE "C" NOT NULL,
    -- A person, or a team of which one takes it.
    to_id text COLLATE "C" NOT NULL CHECK (to_id <> from_id),
    state text NOT NULL CHECK (state IN ('OFFERED', 'IN_REVIEW', 'ACCEPTED', 'RETURNED', 'WITHDRAWN')),
    note text,
    -- What was offered; once it is answered: what the reviewer saw.
    digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
    offered_at timestamptz(3) NOT NULL,
    due_at timestamptz(3),
    answered_at timestamptz(3),
    answered_by_id text COLLATE "C",
    closing_note text,
    revision int NOT NULL,
    CONSTRAINT handover_version FOREIGN KEY (model_id, version_id) REFERENCES registry.version (model_id, id),
    CONSTRAINT handover_answered CHECK ((state IN ('ACCEPTED', 'RETURNED')) = (answered_at IS NOT NULL)),
    CONSTRAINT handover_answerer CHECK ((answered_at IS NULL) = (answered_by_id IS NULL))
  );
  -- Nobody is offered the same version twice at once.
  CREATE UNIQUE INDEX handover_one_open ON registry.handover (version_id, to_id)
    WHERE state IN ('OFFERED', 'IN_REVIEW');
  CREATE INDEX handover_of_version ON registry.handover (version_id, id DESC);
  CREATE INDEX handover_to ON registry.handover (to_id, id DESC);`;

const sections = `('FEATURES', 'LABELS', 'ASSUMPTIONS', 'TRAINING_DATA', 'CHANGE_HISTORY', 'DOCUMENTATION')`;

const reviews = `
  -- No row: nobody has judged it yet.
  CREATE TABLE registry.handover_section (
    handover_id text COLLATE "C" NOT NULL REFERENCES registry.handover,
    section text NOT NULL CHECK (section IN ${sections}),
    verdict text NOT NULL CHECK (verdict IN ('OPEN', 'ACCEPTED', 'QUESTION', 'REJECTED')),
    by_id text COLLATE "C" NOT NULL,
    at timestamptz(3) NOT NULL,
    -- What the section rests on, as it was when it was judged.
    print text NOT NULL CHECK (print ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (handover_id, section)
  );

  CREATE TABLE registry.handover_comment (
    handover_id text COLLATE "C" NOT NULL REFERENCES registry.handover,
    position int NOT NULL,
    section text NOT NULL CHECK (section IN ${sections}),
    by_id text COLLATE "C" NOT NULL,
    at timestamptz(3) NOT NULL,
    text text NOT NULL CHECK (text <> ''),
    PRIMARY KEY (handover_id, position)
  );`;
