import { mapping } from '../field.ts';
import { parseJson } from '../parse-json.ts';
import { word } from '../told.ts';

/** One entity of a DataHub file: what is known of it, by the name of the aspect. */
export interface Entity {
  urn: string;
  aspects: Map<string, Record<string, unknown>>;
}

/** Models and groups of models of a file, and entries that make no sense, by their place. */
export interface Entities {
  groups: Map<string, Entity>;
  models: Map<string, Entity>;
  problems: { at: number; problem: string }[];
}

const kinds = { mlModelGroup: 'groups', mlModel: 'models' } as const;

/**
 * Gathers the entries of a file: change proposals, one aspect each, and the older snapshots with several. What comes
 * later takes the place of what came before. Entities of other kinds are passed over. Pure.
 */
export function gatherEntities(entries: readonly unknown[]): Entities {
  const found: Entities = { groups: new Map(), models: new Map(), problems: [] };
  entries.forEach((entry, at) => {
    const told = readEntry(entry);
    if (told === null) return;
    if ('problem' in told) found.problems.push({ at, problem: told.problem });
    else add(found[told.kind], told);
  });
  return found;
}

interface Told {
  kind: 'groups' | 'models';
  urn: string;
  aspects: [string, Record<string, unknown>][];
}

function add(entities: Map<string, Entity>, { urn, aspects }: Told): void {
  const entity = entities.get(urn) ?? { urn, aspects: new Map() };
  for (const [name, aspect] of aspects) entity.aspects.set(name, aspect);
  entities.set(urn, entity);
}

function readEntry(entry: unknown): Told | { problem: string } | null {
  const told = mapping(entry);
  if (!told) return { problem: 'It is no mapping of keys and values.' };
  if (told.proposedSnapshot !== undefined) return readSnapshot(told.proposedSnapshot);
  const kind = kindOf(word(told.entityType));
  if (kind === null)
    return told.entityType === undefined ? { problem: 'It has neither entityType nor proposedSnapshot.' } : null;
  const [urn, name, aspect] = [word(told.entityUrn), word(told.aspectName), aspectOf(told.aspect)];
  if (urn === undefined || !urn.startsWith('urn:li:')) return { problem: 'It has no entityUrn.' };
  if (name === undefined || !aspect) return { problem: `It has no aspect of ${urn} that can be read.` };
  return { kind, urn, aspects: [[name, aspect]] };
}

function kindOf(type: string | undefined): Told['kind'] | null {
  return type !== undefined && Object.hasOwn(kinds, type) ? kinds[type as keyof typeof kinds] : null;
}

/** As a mapping under `json`, or as JSON in a text under `value`. */
function aspectOf(aspect: unknown): Record<string, unknown> | null {
  const { json, value } = mapping(aspect) ?? {};
  if (typeof value !== 'string') return mapping(json);
  const parsed = parseJson(value);
  return parsed.kind === 'Value' ? mapping(parsed.value) : null;
}

function readSnapshot(snapshot: unknown): Told | { problem: string } | null {
  const [type = '', told] = Object.entries(mapping(snapshot) ?? {})[0] ?? [];
  const kind = /\.MLModelGroupSnapshot$/.test(type) ? 'groups' : /\.MLModelSnapshot$/.test(type) ? 'models' : null;
  if (kind === null) return null;
  const { urn, aspects } = mapping(told) ?? {};
  const id = word(urn);
  if (id === undefined || !Array.isArray(aspects)) return { problem: 'Its snapshot has no urn or no aspects.' };
  const named = aspects.flatMap((aspect: unknown) =>
    Object.entries(mapping(aspect) ?? {}).flatMap(([name, value]) => {
      const read = mapping(value);
      return read ? [[aspectName(name), read] as [string, Record<string, unknown>]] : [];
    }),
  );
  return { kind, urn: id, aspects: named };
}

/** com.linkedin.….MLModelProperties as mlModelProperties, as change proposals call it. */
function aspectName(type: string): string {
  const name = type.split('.').at(-1) ?? type;
  return name.startsWith('ML') ? `ml${name.slice(2)}` : name.charAt(0).toLowerCase() + name.slice(1);
}

/** The name within a urn such as urn:li:mlModel:(urn:li:dataPlatform:mlflow,churn_1,PROD), and where it is from. */
export function partsOf(urn: string): { platform: string; name: string; environment: string } | null {
  const [, platform = '', name = '', environment = ''] =
    /^urn:li:mlModel(?:Group)?:\(urn:li:dataPlatform:([^,()]+),(.+),([^,()]+)\)$/.exec(urn) ?? [];
  return name === '' ? null : { platform, name, environment };
}
