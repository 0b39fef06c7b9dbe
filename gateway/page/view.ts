import type { Html } from '@handoff/kit/html';

/** Whoever looks at a page. */
export interface Viewer {
  kind: 'person' | 'service';
  id: string;
  name: string;
}

/** Where somebody is: the parts of the path that a page's pattern takes, decoded, and what stands after the question mark. */
export interface Place {
  params: readonly string[];
  search: URLSearchParams;
}

/** What is said above a page: that something was done, or what stood in its way. */
export interface Notice {
  kind: 'done' | 'problem';
  text: string;
}

/** All that a page is drawn with beside its data. */
export interface View {
  viewer: Viewer;
  url: URL;
  place: Place;
  now: Date;
  /** Stands in every form: who sends a form has seen this page. */
  formToken: string;
  /** What was sent and did not work, to be shown again where it was typed. */
  sent: URLSearchParams | null;
  notice: Notice | null;
}

/** A page as it is drawn, but for its frame; or a file that needs none. */
export type Drawn = { title: string; body: Html } | { file: File };

/** Something to be read or kept by itself. */
export interface File {
  type: string;
  content: string;
  /** Its name, where it is to be kept; null: it is shown. */
  name: string | null;
}

/** One thing that can be done on a page, as a mutation. */
export interface Move {
  /** Its name in the graph. */
  mutation: string;
  /** The input, from what was typed and where; the idempotency key is added. */
  input(sent: URLSearchParams, place: Place): Record<string, unknown>;
  /** What to say when it was done. */
  done: string;
  /** What is asked of the answer to know which page comes next; left out: this one again. */
  leadsTo?: LeadsTo;
}

/** The page that comes after a move: what to ask of the mutation's payload, and the path that its answer gives. */
export interface LeadsTo {
  select: string;
  /** Null: the answer names none, and this page comes again. */
  path(payload: Readonly<Record<string, unknown>>): string | null;
}

/** A page: one question to the graph, and how its answer is drawn. */
export interface Page {
  query: string;
  variables(place: Place): Record<string, unknown>;
  /** Null: there is no such thing, or it is not for the viewer to see. */
  draw(data: unknown, view: View): Drawn | null;
  moves: Readonly<Record<string, Move>>;
}

interface PageOf<T> extends Omit<Page, 'draw' | 'moves'> {
  draw(data: T, view: View): Drawn | null;
  moves?: Page['moves'];
}

/** A page whose answer has the shape T: what its query asks for. */
export function pageOf<T>({ draw, moves = {}, ...page }: PageOf<T>): Page {
  return { ...page, moves, draw: (data, view) => draw(data as T, view) };
}
