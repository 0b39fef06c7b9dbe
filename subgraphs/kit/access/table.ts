import { EntitySchema } from 'typeorm';
import type { Permission } from './permission.ts';

export interface PersonRow {
  id: string;
  name: string;
  email: string;
  slackUserId: string | null;
  active: boolean;
  quietFrom: string | null;
  quietTo: string | null;
  digestAt: string | null;
  timeZone: string;
  createdAt: Date;
}

/** What is read of a person wherever they are named: when they want to be told is read by itself. */
export const shownOfPerson = ['id', 'name', 'email', 'slackUserId', 'active'] as const;
export type ShownPerson = Pick<PersonRow, (typeof shownOfPerson)[number]>;

export interface TeamRow {
  id: string;
  name: string;
  title: string;
  slackChannel: string | null;
  /** Null: it is a team. */
  dissolvedAt: Date | null;
}

export interface TeamMemberRow {
  teamId: string;
  personId: string;
}

export interface ServiceAccountRow {
  id: string;
  name: string;
  createdAt: Date;
}

export interface ApiTokenRow {
  id: string;
  principalId: string;
  prefix: string;
  name: string;
  /** sha256 of the token, hexadecimal: the token itself is nowhere. */
  hash: string;
  permissions: Permission[] | null;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

export type Raci = 'RESPONSIBLE' | 'ACCOUNTABLE' | 'CONSULTED' | 'INFORMED';

export interface RoleRow {
  key: string;
  title: string;
  raci: Raci | null;
  permissions: Permission[];
  requiresAcceptance: boolean;
  maxHolders: number | null;
}

export type AssignmentScope = 'MODEL' | 'TEAM' | 'EVERYTHING';
export type AssignmentState = 'PROPOSED' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED' | 'ENDED';

export interface AssignmentRow {
  id: string;
  roleKey: string;
  assigneeId: string;
  scope: AssignmentScope;
  modelId: string | null;
  teamId: string | null;
  state: AssignmentState;
  scopeOfWork: string | null;
  proposedById: string;
  proposedAt: Date;
  dueAt: Date | null;
  respondedAt: Date | null;
  declineReason: string | null;
  suggestedId: string | null;
  since: Date | null;
  until: Date | null;
  delegatedToId: string | null;
  delegatedUntil: Date | null;
  replacesId: string | null;
  endedAt: Date | null;
  endReason: string | null;
  revision: number;
}

export type Visibility = 'INTERNAL' | 'RESTRICTED';

/** What the three subgraphs must know of a model to decide who may see it; written by registry with the model itself. */
export interface AccessModelRow {
  id: string;
  teamId: string | null;
  visibility: Visibility;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', name, nullable }) as const;

export const people = new EntitySchema<PersonRow>({
  name: 'person',
  schema: 'access',
  columns: {
    id: { ...text, primary: true },
    name: text,
    email: text,
    slackUserId: { ...optional, name: 'slack_user_id' },
    active: { type: 'boolean' },
    quietFrom: { ...optional, name: 'quiet_from' },
    quietTo: { ...optional, name: 'quiet_to' },
    digestAt: { ...optional, name: 'digest_at' },
    timeZone: { ...text, name: 'time_zone' },
    createdAt: time('created_at'),
  },
});

export const teams = new EntitySchema<TeamRow>({
  name: 'team',
  schema: 'access',
  columns: {
    id: { ...text, primary: true },
    name: text,
    title: text,
    slackChannel: { ...optional, name: 'slack_channel' },
    dissolvedAt: time('dissolved_at', true),
  },
});

export const teamMembers = new EntitySchema<TeamMemberRow>({
  name: 'team_member',
  schema: 'access',
  columns: {
    teamId: { ...text, name: 'team_id', primary: true },
    personId: { ...text, name: 'person_id', primary: true },
  },
});

export const serviceAccounts = new EntitySchema<ServiceAccountRow>({
  name: 'service_account',
  schema: 'access',
  columns: { id: { ...text, primary: true }, name: text, createdAt: time('created_at') },
});

export const apiTokens = new EntitySchema<ApiTokenRow>({
  name: 'api_token',
  schema: 'access',
  columns: {
    id: { ...text, primary: true },
    principalId: { ...text, name: 'principal_id' },
    prefix: text,
    name: text,
    hash: text,
    permissions: { type: 'text', array: true, nullable: true },
    createdAt: time('created_at'),
    expiresAt: time('expires_at', true),
    lastUsedAt: time('last_used_at', true),
    revokedAt: time('revoked_at', true),
  },
});

export const roles = new EntitySchema<RoleRow>({
  name: 'role',
  schema: 'access',
  columns: {
    key: { ...text, primary: true },
    title: text,
    raci: optional,
    permissions: { type: 'text', array: true },
    requiresAcceptance: { type: 'boolean', name: 'requires_acceptance' },
    maxHolders: { type: 'int', name: 'max_holders', nullable: true },
  },
});

export const assignments = new EntitySchema<AssignmentRow>({
  name: 'assignment',
  schema: 'access',
  columns: {
    id: { ...text, primary: true },
    roleKey: { ...text, name: 'role_key' },
    assigneeId: { ...text, name: 'assignee_id' },
    scope: text,
    modelId: { ...optional, name: 'model_id' },
    teamId: { ...optional, name: 'team_id' },
    state: text,
    scopeOfWork: { ...optional, name: 'scope_of_work' },
    proposedById: { ...text, name: 'proposed_by_id' },
    proposedAt: time('proposed_at'),
    dueAt: time('due_at', true),
    respondedAt: time('responded_at', true),
    declineReason: { ...optional, name: 'decline_reason' },
    suggestedId: { ...optional, name: 'suggested_id' },
    since: time('since', true),
    until: time('until', true),
    delegatedToId: { ...optional, name: 'delegated_to_id' },
    delegatedUntil: time('delegated_until', true),
    replacesId: { ...optional, name: 'replaces_id' },
    endedAt: time('ended_at', true),
    endReason: { ...optional, name: 'end_reason' },
    revision: { type: 'int' },
  },
});

export const accessModels = new EntitySchema<AccessModelRow>({
  name: 'access_model',
  schema: 'access',
  tableName: 'model',
  columns: { id: { ...text, primary: true }, teamId: { ...optional, name: 'team_id' }, visibility: text },
});

/** The tables of schema access. */
export const accessTables = [people, teams, teamMembers, serviceAccounts, apiTokens, roles, assignments, accessModels];
