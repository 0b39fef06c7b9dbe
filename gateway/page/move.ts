import type { Actor } from '@handoff/kit/actor';
import type { Graph } from '../graph.ts';
import { isRefusal } from '../refusal.ts';
import { ask } from './ask.ts';
import type { Move, Place } from './view.ts';

/** A form that was sent, as the move it makes. */
interface Made {
  move: Move;
  sent: URLSearchParams;
  place: Place;
  actor: Actor;
  signal: AbortSignal;
}

interface Told {
  message: string;
  field?: string;
  whoCan?: { name: string }[] | null;
}

/** How a move went: which page comes next (null: the same), or why it was not made, and who can. */
export type Outcome = { next: string | null } | { problem: string };

/** Makes a move through the graph. */
export async function makeMove(graph: Graph, { move, sent, place, actor, signal }: Made): Promise<Outcome> {
  const input = { ...move.input(sent, place), idempotencyKey: sent.get('key') };
  const answered = await ask(graph, { query: documentOf(move), variables: { input }, actor, signal });
  if (isRefusal(answered)) return { problem: answered.message };
  const payload = answered.data[move.mutation] as (Record<string, unknown> & { problem: Told | null }) | null;
  if (!payload) return { problem: answered.missing.join(' ') || unanswered };
  return payload.problem ? { problem: told(payload.problem) } : { next: move.leadsTo?.path(payload) ?? null };
}

const unanswered = 'The graph gave no answer: look whether it was done before you try again.';

/** The document of a move's mutation: it takes one input, and tells what stood in its way and what comes next. */
export function documentOf({ mutation, leadsTo }: Pick<Move, 'mutation' | 'leadsTo'>): string {
  const input = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation ($input: ${input}!) {
  ${mutation}(input: $input) {
    ${leadsTo?.select ?? ''}
    problem { message ... on InvalidInput { field } ... on NotAllowed { whoCan { name } } }
  }
}`;
}

function told({ message, whoCan }: Told): string {
  const names = whoCan?.map(each => each.name) ?? [];
  return names.length === 0 ? message : `${message} Who can: ${names.join(', ')}.`;
}

/** The end of a day that was chosen, as the graph takes it; null when none was. */
export function endOfDay(sent: URLSearchParams, name: string): string | null {
  const day = typed(sent, name);
  return day && `${day}T23:59:59Z`;
}

/** A number that was typed; null when the field was left empty, and what was typed when it is none: the graph says so. */
export function typedNumber(sent: URLSearchParams, name: string): number | string | null {
  const text = typed(sent, name);
  if (text === null) return null;
  const value = Number(text.replace(',', '.'));
  return Number.isFinite(value) ? value : text;
}

/** What was typed into a field; null when it was left empty. */
export function typed(sent: URLSearchParams, name: string): string | null {
  const text = (sent.get(name) ?? '').trim();
  return text === '' ? null : text;
}
