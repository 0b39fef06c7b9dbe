import type { Cites } from '../cites.ts';
import type { HeldRole, TokenFacts } from '../facts.ts';
import { day, fact, plain, tableOf } from '../part/evidence.ts';
import type { Cell, Draft, Table } from '../report.ts';
import { citing } from './about.ts';

/** When a role was used last, by the id of its assignment; left out: not within the days that count. */
export type LastUse = ReadonlyMap<string, Date>;

export interface AccessFacts {
  held: readonly HeldRole[];
  lastUse: LastUse;
  /** null: the viewer may not see them. */
  tokens: readonly TokenFacts[] | null;
  /** Whether the viewer may read all of the trail: else use of what is held everywhere is not known. */
  seesTrail: boolean;
  /** Whether the viewer may have a report on every role: else those on more than they may are left out. */
  seesRoles: boolean;
  cites: Cites;
  now: Date;
}

/** A role is unused when it was held, and not used, for this many days. */
export const unusedDays = 90;

const dayMs = 86_400_000;

/** The instant from which on use counts. */
export function countsFrom(now: Date): Date {
  return new Date(now.getTime() - unusedDays * dayMs);
}

/** Who holds which role on what, since when, by whom, and what of it is not used. Pure. */
export function accessReview(facts: AccessFacts): Draft {
  const { tokens } = facts;
  const held = facts.held.toSorted(byHolder);
  const table = rolesTable(facts, held);
  const idle = held.filter(role => isUnused(role, facts));
  const sections = [
    section('Roles that nobody used', [{ ...rolesTable(facts, idle), none: 'All roles were used.' }], ['trail']),
    section('All roles that count now', [table], ['assignments', 'trail']),
    section('What the roles allow', [permissionTable(held)], ['roles']),
    section('API tokens', [tokens ? tokenTable(tokens, facts.now) : hidden], ['tokens']),
  ];
  return {
    kind: 'ACCESS_REVIEW',
    title: 'Access review',
    about: [
      fact('Roles held', String(held.length)),
      fact('By', `${new Set(held.map(({ assignee }) => assignee.id)).size} people, teams and service accounts`),
      fact(`Unused for ${unusedDays} days`, String(idle.length)),
    ],
    notes: [definition, ...(facts.seesRoles ? [] : [partial]), citing],
    sections,
    points: { asked: 0, told: 0 },
    record: table,
    machine: null,
  };
}

const definition = `A role counts as unused when it has been held for ${unusedDays} days and the audit trail has no entry within them by its holder, by a member of the team that holds it, or by whom it is lent to, about what it is for: its model, the models of its team, or anything where it holds everywhere. Reading leaves no entry: a role that only lets somebody read can be of use and still stand here.`;

const partial =
  'Whoever reads this has REPORT_READ on some models or teams only: roles held everywhere, or for whole teams they may have no report on, can reach these models too, and are not told of.';

const hidden: Table = {
  ...tableOf(null, ['Token'], []),
  none: 'Not shown: whoever reads this does not manage access (ACCESS_ADMIN).',
};

function section(title: string, blocks: readonly Table[], sources: readonly string[]) {
  return { chapter: null, number: null, title, asks: null, blocks, sources, gaps: [] };
}

/** Person by person, and within that role by role: so it is gone through. */
function byHolder(one: HeldRole, other: HeldRole): number {
  const order = (role: HeldRole) => [role.assignee.name, role.assignee.id, role.role.title, scopeText(role)].join('\n');
  return order(one) < order(other) ? -1 : 1;
}

function permissionTable(held: readonly HeldRole[]): Table {
  const roles = new Map(held.map(({ role }) => [role.key, role]));
  const rows = [...roles.values()].map(({ title, key, raci, permissions }): Cell[] => [
    ...[title, key, raci && plain(raci), permissions.map(plain).join(', ')],
  ]);
  return tableOf(null, ['Role', 'Key', 'RACI', 'Allows'], rows);
}

const kinds = { Person: 'person', Team: 'team', ServiceAccount: 'service account' } as const;

function rolesTable(facts: AccessFacts, held: readonly HeldRole[]): Table {
  const heads = [
    ...['Who', 'Kind', 'Role', 'On', 'Since', 'Until', 'Given by', 'Lent to', 'Last used', 'Unused'],
    'Entries',
  ];
  return tableOf(
    null,
    heads,
    held.map(role => cellsOf(role, facts)),
  );
}

function cellsOf(role: HeldRole, facts: AccessFacts): Cell[] {
  const { id, assignee, since, until, proposedBy, delegatedTo, delegatedUntil } = role;
  const used = facts.lastUse.get(id) ?? null;
  return [
    ...[assignee.name, kinds[assignee.__typename], role.role.title, scopeText(role)],
    ...[day(since), day(until), proposedBy.name],
    ...[delegatedTo && `${delegatedTo.name} until ${day(delegatedUntil)}`],
    ...[used ? day(used) : unusedText(role, facts), isUnused(role, facts) ? 'yes' : 'no'],
    { entries: facts.cites.of(id, 'assignment.proposed', 'assignment.accepted', 'assignment.granted') },
  ];
}

function scopeText({ scope, model, team }: HeldRole): string {
  if (scope === 'EVERYTHING') return 'everything';
  return scope === 'TEAM' ? `all models of ${team?.title ?? 'a team'}` : (model?.name ?? 'a model');
}

function unusedText(role: HeldRole, facts: AccessFacts): string {
  if (!isKnown(role, facts)) return 'not known: that takes AUDIT_READ';
  return heldLong(role, facts) ? `not in ${unusedDays} days` : 'not yet';
}

function heldLong({ since, proposedAt }: HeldRole, { now }: AccessFacts): boolean {
  return new Date(since ?? proposedAt) <= countsFrom(now);
}

/** Without all of the trail, what was done elsewhere by whom holds a role everywhere is not known. */
function isKnown({ scope }: HeldRole, { seesTrail }: AccessFacts): boolean {
  return seesTrail || scope !== 'EVERYTHING';
}

/** Held for long enough to be used, and not used. */
function isUnused(role: HeldRole, facts: AccessFacts): boolean {
  return heldLong(role, facts) && !facts.lastUse.has(role.id) && isKnown(role, facts);
}

function tokenTable(tokens: readonly TokenFacts[], now: Date): Table {
  const rows = tokens.map(({ holder, name, prefix, permissions, createdAt, expiresAt, lastUsedAt }) => [
    ...[holder, name, prefix, permissions === null ? 'all that its holder may' : permissions.map(plain).join(', ')],
    ...[day(createdAt), day(expiresAt), day(lastUsedAt) ?? 'never'],
    createdAt <= countsFrom(now) && (lastUsedAt === null || lastUsedAt < countsFrom(now)) ? 'yes' : 'no',
  ]);
  const heads = ['Holder', 'Name', 'Begins with', 'Allows', 'Made on', 'Expires on', 'Last used', 'Unused'];
  return { ...tableOf(null, heads, rows), none: 'There are no tokens that work.' };
}
