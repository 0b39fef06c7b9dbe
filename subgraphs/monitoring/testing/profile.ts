import type { KnownVersion, Office } from './office.ts';

const source = 'mutation ($input: SaveReferenceInput!) { saveReference(input: $input) { problem { message } } }';

/** Saves what a version was trained on, as somebody who may register versions. */
export async function saveProfile(
  office: Office,
  version: KnownVersion,
  of: { as: string; input: object },
): Promise<void> {
  const answer = await office.ask<{ saveReference: { problem: { message: string } | null } }>(of.as, source, {
    input: { versionId: version.id, ...of.input },
  });
  if (answer.saveReference.problem) throw new Error(answer.saveReference.problem.message);
}
