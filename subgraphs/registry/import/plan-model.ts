import type { ModelRow } from '../model/model.ts';
import { newModel } from '../model/register.ts';
import type { DocumentContent } from '../version/content.ts';
import { type Merged, merged, mergedSet, same, says } from './merge.ts';
import { asSet } from './papers.ts';
import type { ModelStanding } from './standing.ts';
import type { RecordTold } from './told.ts';

const fields = [
  'name',
  'title',
  'description',
  'purpose',
  'task',
  'riskTier',
  'visibility',
  'teamId',
  'objectives',
] as const;
type Field = (typeof fields)[number];

/** What an import brings for a model: kept, to tell at the next one what a person changed since. */
export type ModelBase = Pick<ModelRow, Field | 'tags'> & {
  documents: DocumentContent[];
  aliases: Record<string, string>;
  /** Those that somebody was found for. */
  owners: string[];
  /** Tags that stood there before the first import of this record. */
  beside?: readonly string[];
};

/** The same as it is kept: without what the record never told of a model that stood before. */
type KeptBase = Partial<ModelBase> & Pick<ModelBase, 'aliases' | 'owners'>;

/** What a record makes of a model. */
export interface ModelPlan {
  before: ModelRow | null;
  after: ModelRow;
  documents: DocumentContent[];
  documentsChange: boolean;
  kept: string[];
  base: KeptBase;
}

/** What the record says, in the shape that is compared. */
function incomingOf(record: RecordTold, teamId: string | null): ModelBase {
  const { source: _, team: __, aliases: ___, owners: ____, ...told } = record;
  return {
    ...told,
    title: told.title ?? told.name,
    teamId,
    documents: asSet(told.documents),
    aliases: {},
    owners: [],
  };
}

/** A model that is new, from its record. */
export function planNew(record: RecordTold, teamId: string | null): ModelPlan {
  const base = incomingOf(record, teamId);
  const { documents, aliases: _, owners: __, ...told } = base;
  return { before: null, after: newModel(told), documents, documentsChange: false, kept: [], base };
}

/** What a record changes of a model that stands: the source's own, and nothing that a person changed since. Pure. */
export function planChange(
  record: RecordTold,
  teamId: string | null,
  of: { model: ModelRow; standing: ModelStanding },
): ModelPlan {
  const { model, standing } = of;
  const incoming = incomingOf(record, teamId);
  const before = standing.base === null ? null : (JSON.parse(standing.base) as Partial<ModelBase>);
  const empty: Partial<Record<Field, unknown>> = {
    title: model.name,
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
    objectives: [],
  };
  const values = fields.map(field => {
    const sides = { base: before?.[field], current: model[field], incoming: incoming[field], empty: empty[field] };
    return [field, merged<unknown>(sides)] as const;
  });
  const beside = before ? (before.beside ?? []) : model.tags.filter(tag => !incoming.tags.includes(tag));
  const tags = mergedSet({ base: before?.tags, current: model.tags, incoming: incoming.tags }, beside);
  const current = asSet(standing.documents);
  const documents = merged({ base: before?.documents, current, incoming: incoming.documents, empty: [] });
  return {
    before: model,
    after: { ...model, ...Object.fromEntries(values.map(([field, { value }]) => [field, value])), tags: tags.value },
    documents: documents.value,
    documentsChange: !same(documents.value, current),
    kept: keptOf([...values, ['tags', tags], ['documents', documents]]),
    base: {
      ...toldOf(incoming, before, empty),
      owners: before?.owners ?? [],
      aliases: before?.aliases ?? {},
      ...(beside.length > 0 ? { beside } : {}),
    },
  };
}

/** What the record has ever told: of what it says nothing, somebody else's word is no change to its own. */
function toldOf(incoming: ModelBase, before: Partial<ModelBase> | null, empty: Partial<Record<Field, unknown>>) {
  const told = Object.entries(incoming).filter(
    ([field, value]) =>
      field === 'tags' ||
      (before !== null && field in before) ||
      says(value, field === 'documents' ? [] : empty[field as Field]),
  );
  return Object.fromEntries(told) as Partial<ModelBase>;
}

/** Names of what was kept, as the graph calls it. */
function keptOf(values: readonly (readonly [string, Merged<unknown>])[]): string[] {
  return values.flatMap(([field, { kept }]) => (kept ? [field === 'teamId' ? 'team' : field] : []));
}

/** What becomes of a model's aliases: version by name, null for one that goes. */
export interface AliasPlan {
  changes: Map<string, string | null>;
  kept: string[];
  base: Record<string, string>;
}

/** Moves, adds and takes away the aliases that the source holds; those that a person moved since stay. Pure. */
export function planAliases(
  told: RecordTold['aliases'],
  base: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string>>,
): AliasPlan {
  if (told === null) return { changes: new Map(), kept: [], base: { ...base } };
  const wanted = Object.fromEntries(told.map(({ name, version }) => [name, version]));
  const changes = new Map<string, string | null>();
  const kept: string[] = [];
  for (const name of new Set([...Object.keys(base), ...Object.keys(wanted)])) {
    const sides = { base: base[name], current: current[name] ?? null, incoming: wanted[name] ?? null };
    const { value, kept: stays } = merged<string | null>(sides);
    if (stays) kept.push(`aliases.${name}`);
    else if (value !== sides.current) changes.set(name, value);
  }
  return { changes, kept, base: wanted };
}
