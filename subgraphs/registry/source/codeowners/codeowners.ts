import { matchesPath } from './pattern.ts';

/** One line: who answers for the paths that a pattern matches; nobody when it names none. */
export interface Rule {
  pattern: string;
  owners: string[];
  line: number;
}

/** Where GitHub looks for the file, in its order. */
export const codeownersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** Of a file; GitHub itself reads no more than 3 MB. */
const mostLines = 50_000;
const owner = /^(@[\w.-]+(\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/;

/**
 * Reads a CODEOWNERS file as GitHub does: a line that makes no sense is passed over, and named. Pure.
 * https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function readCodeowners(text: string): { rules: Rule[]; problems: string[] } {
  const rules: Rule[] = [];
  const problems: string[] = [];
  for (const [i, written] of text.split(/\r?\n/, mostLines).entries()) {
    const [pattern = '', ...owners] = wordsOf(written);
    if (pattern === '') continue;
    const odd = oddIn(pattern, owners);
    if (odd) problems.push(`Line ${i + 1}: ${odd}`);
    else rules.push({ pattern, owners, line: i + 1 });
  }
  return { rules, problems };
}

/** The words of a line up to a comment; a backslash takes a space or a # into the word. */
function wordsOf(line: string): string[] {
  const words = line.trim().match(/(?:\\.|[^\s\\])+/g) ?? [];
  const comment = words.findIndex(word => word.startsWith('#'));
  return (comment < 0 ? words : words.slice(0, comment)).map(word => word.replace(/\\(.)/g, '$1'));
}

function oddIn(pattern: string, owners: readonly string[]): string | null {
  if (pattern.startsWith('!')) return `"${pattern}" begins with !, which CODEOWNERS does not have.`;
  if (/[[\]]/.test(pattern)) return `"${pattern}" has brackets, which CODEOWNERS does not have.`;
  const wrong = owners.find(one => !owner.test(one));
  return wrong === undefined ? null : `"${wrong}" is no @user, no @organization/team and no e-mail address.`;
}

/** Who answers for a path: the last rule that matches counts, and one without owners clears. Pure. */
export function ownersOf(rules: readonly Rule[], path: string): string[] {
  return rules.findLast(({ pattern }) => matchesPath(pattern, path))?.owners ?? [];
}

/** What the graph can look owners up by: e-mails as they are, teams by the name behind the organization's. */
export function proposable(owners: readonly string[]): string[] {
  const found = owners.flatMap(one => {
    if (!one.startsWith('@')) return [one];
    const [, team] = one.split('/');
    return team ? [team] : [];
  });
  return [...new Set(found)].slice(0, 20);
}

/** Owners as tags: also those that nobody here is found for are not lost. */
export function ownerTags(owners: readonly string[]): string[] {
  return [...new Set(owners)].map(one => `codeowner=${one}`.slice(0, 200));
}
