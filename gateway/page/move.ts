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

/** Makes a move through the graph. Null: it was done; else why not, and who can. */
export async function makeMove(graph: Graph, { move, sent, place, actor, signal }: Made): Promise<string | null> {
  const input = { ...move.input(sent, place), idempotencyKey: sent.get('key') };
  const answered = await ask(graph, { query: documentOf(move.mutation), variables: { input }, actor, signal });
  if (isRefusal(answered)) return answered.message;
  const payload = answered.data[move.mutation] as { problem: Told | null } | null;
  if (!payload)
    return answered.missing.join(' ') || 'The graph gave no answer: look whether it was done before you try again.';
  return payload.problem && told(payload.problem);
}

/** The document of a mutation that takes one input, and asks for nothing but what stood in its way. */
export function documentOf(mutation: string): string {
  const input = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  return `mutation ($input: ${input}!) {
  ${mutation}(input: $input) {
    problem { message ... on InvalidInput { field } ... on NotAllowed { whoCan { name } } }
  }
}`;
}

function told({ message, whoCan }: Told): string {
  const names = whoCan?.map(each => each.name) ?? [];
  return names.length === 0 ? message : `${message} Who can: ${names.join(', ')}.`;
}

/** What was typed into a field; null when it was left empty. */
export function typed(sent: URLSearchParams, name: string): string | null {
  const text = (sent.get(name) ?? '').trim();
  return text === '' ? null : text;
}
