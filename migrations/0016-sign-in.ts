import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who somebody is at an identity provider, and whom a company's directory manages here. */
export class SignIn0016000000000 implements MigrationInterface {
  name = 'SignIn0016000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(identity);
    await runner.query(directory);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE access.identity, access.directory_person, access.directory_team;
      ALTER TABLE access.team DROP COLUMN dissolved_at`);
  }
}

const identity = `
  CREATE TABLE access.identity (
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    person_id text COLLATE "C" NOT NULL REFERENCES access.person,
    linked_at timestamptz(3) NOT NULL DEFAULT now(),
    -- What the groups of this account gave: that, and nothing else, is taken back with them.
    given jsonb NOT NULL,
    -- Of what the groups were to give when they were last looked at.
    wanted_digest text NOT NULL,
    -- When the newest token was made: what an older one says of groups is out of date.
    told_at timestamptz(3) NOT NULL,
    -- When to look again because something could not be given; null: all was.
    retry_at timestamptz(3),
    PRIMARY KEY (issuer, subject),
    -- Whoever comes with a known e-mail and another account is somebody else.
    CONSTRAINT identity_one_account UNIQUE (issuer, person_id)
  );
  CREATE INDEX identity_person ON access.identity (person_id);`;

const directory = `
  -- People and teams that a directory manages by SCIM, as it calls them.
  CREATE TABLE access.directory_person (
    person_id text COLLATE "C" PRIMARY KEY REFERENCES access.person,
    user_name text NOT NULL,
    external_id text,
    given_name text,
    family_name text
  );
  CREATE UNIQUE INDEX directory_person_user_name ON access.directory_person (lower(user_name));
  CREATE INDEX directory_person_external_id ON access.directory_person (external_id);

  CREATE TABLE access.directory_team (
    team_id text COLLATE "C" PRIMARY KEY REFERENCES access.team,
    display_name text NOT NULL,
    external_id text
  );
  CREATE UNIQUE INDEX directory_team_display_name ON access.directory_team (lower(display_name));
  CREATE INDEX directory_team_external_id ON access.directory_team (external_id);

  -- A team that is no more: it has no members and no roles, and what points at it still finds its name.
  ALTER TABLE access.team ADD COLUMN dissolved_at timestamptz(3);`;
