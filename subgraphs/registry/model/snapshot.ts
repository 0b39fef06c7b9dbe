import type { RoleRow } from '@handoff/kit/access/table';
import type { ValueChange } from '@handoff/kit/event/table';
import type { ModelRow } from './model.ts';

/** A model as it was at an instant. */
export interface Snapshot
  extends Pick<ModelRow, 'title' | 'purpose' | 'objectives' | 'riskTier' | 'visibility' | 'teamId' | 'tags'> {
  modelId: string;
  at: Date;
  archived: boolean;
}

/** What the trail last told of a field by that instant; null: it was empty. */
export type ToldFields = ReadonlyMap<string, string | null>;

/** A model at an instant: as the trail told it by then, and as it stands where the trail tells nothing. Pure. */
export function snapshotOf(model: ModelRow, told: ToldFields, at: Date): Snapshot {
  const text = <Value extends string | null>(name: keyof ModelRow) => textOf<Value>(model, told, name);
  return {
    ...{ modelId: model.id, at },
    title: text<string>('title') ?? model.title,
    purpose: text('purpose'),
    objectives: listOf(model, told, 'objectives'),
    riskTier: text<ModelRow['riskTier']>('riskTier') ?? model.riskTier,
    visibility: text<ModelRow['visibility']>('visibility') ?? model.visibility,
    teamId: text('teamId'),
    tags: listOf(model, told, 'tags'),
    archived: told.has('archivedAt') ? told.get('archivedAt') !== null : neverTold(told) && model.archivedAt !== null,
  };
}

// Registering tells every field that has a value: once anything was told, what was not told was empty.
const neverTold = (told: ToldFields) => told.size === 0;

function textOf<Value extends string | null>(model: ModelRow, told: ToldFields, name: keyof ModelRow): Value | null {
  if (told.has(name)) return (told.get(name) ?? null) as Value | null;
  return neverTold(told) ? (model[name] as Value) : null;
}

function listOf<Name extends 'objectives' | 'tags'>(model: ModelRow, told: ToldFields, name: Name): ModelRow[Name] {
  const text = told.get(name) ?? null;
  if (text !== null) return JSON.parse(text) as ModelRow[Name];
  return neverTold(told) ? model[name] : ([] as unknown as ModelRow[Name]);
}

/** One change of a role, as the trail tells it. */
export interface RoleEntry {
  roleKey: string;
  action: string;
  changes: readonly ValueChange[];
}

/** Roles as they were before some changes, which come newest first: what was made by them is gone again. Pure. */
export function rolesBefore(roles: readonly RoleRow[], later: readonly RoleEntry[]): RoleRow[] {
  const found = new Map(roles.map(role => [role.key, role]));
  for (const { roleKey, action, changes } of later) {
    const role = found.get(roleKey);
    if (!role) continue;
    if (action === 'role.made') found.delete(roleKey);
    else found.set(roleKey, { ...role, ...Object.fromEntries(changes.map(undone)) });
  }
  return [...found.values()];
}

/** The fields of a role that are no texts. */
const read: Readonly<Record<string, (text: string) => unknown>> = {
  permissions: JSON.parse,
  requiresAcceptance: JSON.parse,
  maxHolders: JSON.parse,
};

function undone({ name, before }: ValueChange): [string, unknown] {
  return [name, before === null ? null : (read[name]?.(before) ?? before)];
}
