import { type Html, html, type Part } from '@handoff/kit/html';
import type { View } from '../view.ts';

/** What a page asks for to offer people and teams in a form: those found by `who` in its address, else the first. */
export const pickedFields = `people(search: $who, first: 50) { totalCount nodes { id name active teams { title } } }
  teams(first: 50) { nodes { id title } }`;

/** The first choice where somebody must choose: nobody. */
export const chooseFirst = ['', 'Choose somebody'] as const;

/** Its variable, from the address. */
export function pickedBy(search: URLSearchParams): { who: string | null } {
  return { who: search.get('who')?.slice(0, 200) || null };
}

/** The answer to it. */
export interface Picked {
  people: {
    totalCount: number;
    nodes: { id: string; name: string; active: boolean; teams: { title: string }[] }[];
  } | null;
  teams: { nodes: { id: string; title: string }[] } | null;
}

/** People as choices, by name with their teams. */
export function peopleOptions({ people }: Picked): (readonly [string, string])[] {
  const active = (people?.nodes ?? []).filter(each => each.active);
  return active.map(({ id, name, teams }) => {
    const where = teams.map(each => each.title).join(', ');
    return [id, where === '' ? name : `${name} (${where})`] as const;
  });
}

/** People and then teams as choices. */
export function principalOptions(picked: Picked): (readonly [string, string])[] {
  return [
    ...peopleOptions(picked),
    ...(picked.teams?.nodes ?? []).map(({ id, title }) => [id, `Team ${title}`] as const),
  ];
}

/** A search for people who are not among the choices; nothing where all of them are. */
export function pickSearch({ people }: Picked, { place, url }: View): Part {
  const who = place.search.get('who') ?? '';
  if (!people || (who === '' && people.totalCount <= people.nodes.length)) return '';
  const found =
    who === ''
      ? `The first ${people.nodes.length} of ${people.totalCount} people are offered.`
      : foundText(people.totalCount);
  return html`<form class="search" action="${url.pathname}"><input type="search" name="who" value="${who}" aria-label="Look for somebody" placeholder="Name or e-mail" maxlength="200">${kept(place.search)}<button>Look for them</button></form><p class="hint">${found}</p>`;
}

function foundText(many: number): string {
  return many === 0
    ? 'Nobody of that name is here.'
    : many === 1
      ? 'One person was found.'
      : `${many} people were found.`;
}

function kept(search: URLSearchParams): Html[] {
  return [...search]
    .filter(([name]) => name !== 'who' && name !== 'done')
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
}
