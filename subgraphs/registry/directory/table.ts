import { EntitySchema } from 'typeorm';
import type { DirectoryNames } from './directory.ts';

/** A person whom a directory manages. */
export interface DirectoryPersonRow extends DirectoryNames {
  personId: string;
}

/** A team that is a group of a directory. */
export interface DirectoryTeamRow {
  teamId: string;
  displayName: string;
  externalId: string | null;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;

export const directoryPeople = new EntitySchema<DirectoryPersonRow>({
  name: 'directory_person',
  schema: 'access',
  columns: {
    personId: { ...text, name: 'person_id', primary: true },
    userName: { ...text, name: 'user_name' },
    externalId: { ...optional, name: 'external_id' },
    givenName: { ...optional, name: 'given_name' },
    familyName: { ...optional, name: 'family_name' },
  },
});

export const directoryTeams = new EntitySchema<DirectoryTeamRow>({
  name: 'directory_team',
  schema: 'access',
  columns: {
    teamId: { ...text, name: 'team_id', primary: true },
    displayName: { ...text, name: 'display_name' },
    externalId: { ...optional, name: 'external_id' },
  },
});
