import { createHash } from 'node:crypto';
import type { PrincipalFacts } from '../facts.ts';

/** The platform that all we write belongs to: nothing that another source wrote into DataHub is overwritten. */
export const platform = 'urn:li:dataPlatform:handoff';

/** Whom DataHub names where nobody is known. */
export const nobody = 'urn:li:corpuser:unknown';

/** A part of a URN: what URNs are built of is written in percent, as DataHub's own libraries do. */
export function part(text: string): string {
  return text.replace(/[%,()\u241f\p{Cc}]/gu, inPercent);
}

function inPercent(mark: string): string {
  return [...Buffer.from(mark)].map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

export function groupUrn(model: string): string {
  return `urn:li:mlModelGroup:(${platform},${part(model)},PROD)`;
}

/** Names of models hold no underscore, so a model's name and a version can always be told apart. */
export function modelUrn(model: string, version: string): string {
  return `urn:li:mlModel:(${platform},${part(`${model}_${version}`)},PROD)`;
}

/** A data set by its id: two of one name are two when what is in them differs. */
export function datasetUrn(id: string): string {
  return `urn:li:dataset:(${platform},${part(id)},PROD)`;
}

/** A shared feature; those of a restricted model are known to that one alone, and have its name before them. */
export function featureUrn(namespace: string, name: string): string {
  return `urn:li:mlFeature:(${part(namespace)},${part(name)})`;
}

export function runUrn(versionId: string): string {
  return `urn:li:dataProcessInstance:${fingerprint(`training of ${versionId}`)}`;
}

export function versionSetUrn(modelId: string): string {
  return `urn:li:versionSet:(${fingerprint(modelId)},mlModel)`;
}

export function tagUrn(tag: string): string {
  return `urn:li:tag:${part(tag)}`;
}

/** Somebody by what DataHub knows them by: a person's e-mail, a team's name. */
export function principalUrn(principal: PrincipalFacts): string {
  if (principal.__typename === 'Team') return `urn:li:corpGroup:${part(principal.name)}`;
  return `urn:li:corpuser:${part(principal.email ?? principal.name)}`;
}

function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
