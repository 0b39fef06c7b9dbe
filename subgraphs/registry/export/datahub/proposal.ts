import type { ModelFacts, PrincipalFacts } from '../facts.ts';
import { type Told, told } from '../given.ts';
import { nobody, principalUrn, tagUrn } from './urn.ts';

/** One metadata change proposal of DataHub: one aspect of one entity, as its file source reads it. */
export interface Proposal {
  entityType: string;
  entityUrn: string;
  changeType: 'UPSERT';
  aspectName: string;
  aspect: { json: Told };
}

/** The aspects of one entity, as proposals; those of which nothing is known are left out. */
export function proposals(entityUrn: string, aspects: Readonly<Record<string, Told | null>>): Proposal[] {
  const entityType = entityUrn.split(':')[2] ?? '';
  return Object.entries(aspects).flatMap(([aspectName, json]) =>
    json === null ? [] : [{ entityType, entityUrn, changeType: 'UPSERT', aspectName, aspect: { json } }],
  );
}

/** An instant as DataHub has it: milliseconds since 1970, and who did it where that is known. */
export function stamp(at: string, by?: PrincipalFacts | null): Told {
  return told({ time: Date.parse(at), actor: by ? principalUrn(by) : null });
}

/** The same where DataHub must have somebody. */
export function auditStamp(at: string, by: PrincipalFacts | null): Told {
  return { time: Date.parse(at), actor: by ? principalUrn(by) : nobody };
}

/** Texts by name, all of which must be texts; null ones are left out. */
export function customProperties(facts: Readonly<Record<string, string | null | undefined>>): Told {
  return told(facts);
}

/** Tags on an entity, or null without any. */
export function globalTags(tags: readonly string[]): Told | null {
  return tags.length === 0 ? null : { tags: tags.map(tag => ({ tag: tagUrn(tag) })) };
}

/** The tags themselves, as entities of their own. */
export function tagEntities(tags: readonly string[]): Proposal[] {
  return tags.flatMap(name => proposals(tagUrn(name), { tagProperties: { name } }));
}

const ownerTypes: Readonly<Record<string, string>> = {
  owner: 'BUSINESS_OWNER',
  'data-scientist': 'TECHNICAL_OWNER',
  'ml-engineer': 'TECHNICAL_OWNER',
  'it-ops': 'TECHNICAL_OWNER',
  developer: 'TECHNICAL_OWNER',
  risk: 'DATA_STEWARD',
};
const ofLetter = { ACCOUNTABLE: 'BUSINESS_OWNER', RESPONSIBLE: 'TECHNICAL_OWNER', CONSULTED: null, INFORMED: null };

/** Who answers for a model; whoever is only told, or may only look, is no owner. Null where nobody does. */
export function ownership(assignments: ModelFacts['assignments']): Told | null {
  const owners = assignments.flatMap(({ role, assignee }) => {
    const type = ownerTypes[role.key] ?? (role.raci === null ? null : ofLetter[role.raci]);
    return type === null || assignee === null ? [] : [{ owner: principalUrn(assignee), type }];
  });
  const once = new Map(owners.map(each => [`${each.owner} ${each.type}`, each]));
  return once.size === 0 ? null : owned([...once.values()]);
}

/** The aspect that names owners. When it last changed is not told, which DataHub writes as 0. */
export function owned(owners: readonly { owner: string; type: string }[]): Told {
  return { owners, ownerTypes: {}, lastModified: { time: 0, actor: nobody } };
}
