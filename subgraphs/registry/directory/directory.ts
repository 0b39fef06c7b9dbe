import { sha256 } from '@handoff/kit/canonical';
import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';

/** What a directory calls a person, beside the name and e-mail that they have here anyway. */
export interface DirectoryNames {
  userName: string;
  externalId: string | null;
  givenName: string | null;
  familyName: string | null;
}

const longest = 255;

/** What is wrong with what a directory says of a person, or null. */
export function namesProblem(names: DirectoryNames): Problem | null {
  const { userName, ...others } = names;
  return textProblem('userName', userName, longest) ?? optionalProblem(others);
}

/** What is wrong with what a directory says of a group, or null. */
export function groupProblem(group: { displayName: string; externalId: string | null }): Problem | null {
  const { displayName, ...others } = group;
  return textProblem('displayName', displayName, 200) ?? optionalProblem(others);
}

function optionalProblem(texts: Readonly<Record<string, string | null>>): Problem | null {
  for (const [field, text] of Object.entries(texts)) {
    if (text !== null && text.length > longest)
      return invalid(field, `"${field}" has ${text.length} characters: ${longest} are the most.`);
    if (text?.includes('\u0000')) return invalid(field, `"${field}" contains a NUL character: leave it out.`);
  }
  return null;
}

/** The name of the team for a group: "Credit Risk" is credit-risk. One that has no letters of that kind gets a number of its own. */
export function slugOf(displayName: string): string {
  const plain = displayName.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 56)
    .replace(/-+$/, '');
  return slug || numbered('group', displayName);
}

/** A name for a group whose name is taken: the same for the same group, whenever it comes. */
export function numbered(slug: string, displayName: string): string {
  return `${slug}-${sha256(displayName).slice(0, 6)}`;
}
