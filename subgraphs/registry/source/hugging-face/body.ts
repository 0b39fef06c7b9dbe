import type { ParameterContent } from '../record.ts';

/** What the text of a card tells in a form that can be relied on. */
export interface CardBody {
  /** The first heading. */
  title?: string;
  /** The first paragraph of plain text. */
  description?: string;
  /** The list under the heading "Training hyperparameters". */
  hyperparameters: ParameterContent[];
  /** The first entry under "Framework versions", e.g. Transformers 4.20.1. */
  framework?: string;
}

const longestDescription = 2_000;
const longestTitle = 200;

/** Reads a card's Markdown line by line. */
export function readBody(markdown: string): CardBody {
  const lines = prose(markdown);
  const headings = lines.map(heading);
  const title = headings.find(text => text !== null && text !== '');
  return {
    title: title?.slice(0, longestTitle),
    description: firstParagraph(lines),
    hyperparameters: listUnder(lines, 'training hyperparameters').flatMap(parameter),
    framework: listUnder(lines, 'framework versions').at(0),
  };
}

/** The lines outside of code blocks and comments; those inside become empty. */
function prose(markdown: string): string[] {
  let inside: '```' | '~~~' | '-->' | null = null;
  return markdown.split(/\r?\n/).map(line => {
    const start = line.trimStart();
    if (inside) {
      if (inside === '-->' ? line.includes('-->') : start.startsWith(inside)) inside = null;
      return '';
    }
    if (start.startsWith('```') || start.startsWith('~~~')) inside = start.startsWith('```') ? '```' : '~~~';
    else if (start.startsWith('<!--')) inside = line.includes('-->') ? null : '-->';
    else return line;
    return '';
  });
}

function heading(line: string): string | null {
  const match = /^ {0,3}#{1,6}[ \t](.*)$/.exec(line);
  if (!match) return null;
  return (match[1] ?? '')
    .replace(/#+[ \t]*$/, '')
    .replace(/[*`]/g, '')
    .trim();
}

/** Lines that belong to no paragraph of text: headings, lists, tables, quotes, pictures, HTML, rules. */
const noText = /^\s*($|#|[-*+][ \t]|\d+[.)][ \t]|\||>|!\[|\[!\[|<|[-=*_]{3,}\s*$)/;
const placeholder = /^\W*more information needed\W*$/i;

function firstParagraph(lines: readonly string[]): string | undefined {
  const isText = (line: string) => !noText.test(line) && !placeholder.test(line);
  const begin = lines.findIndex(isText);
  if (begin < 0) return undefined;
  const length = lines.slice(begin).findIndex(line => !isText(line));
  const paragraph = lines.slice(begin, length < 0 ? undefined : begin + length).map(line => line.trim());
  return paragraph.join(' ').slice(0, longestDescription);
}

/** The entries of the list that stands under a heading, up to the next heading. */
function listUnder(lines: readonly string[], title: string): string[] {
  const begin = lines.findIndex(line => heading(line)?.toLowerCase() === title);
  if (begin < 0) return [];
  const below = lines.slice(begin + 1);
  const end = below.findIndex(line => heading(line) !== null);
  return below
    .slice(0, end < 0 ? undefined : end)
    .map(line => /^\s*[-*+][ \t](.*)$/.exec(line)?.[1]?.trim() ?? '')
    .filter(entry => entry !== '');
}

function parameter(entry: string): ParameterContent[] {
  const colon = entry.indexOf(':');
  const name = entry.slice(0, colon).replace(/[*`]/g, '').trim();
  const value = entry
    .slice(colon + 1)
    .replace(/`/g, '')
    .trim();
  return colon > 0 && name !== '' && value !== '' ? [{ name, value }] : [];
}
