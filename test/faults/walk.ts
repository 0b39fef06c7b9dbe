import type { Random } from '@handoff/bench/attacks/random';
import type { History, Standing, Step } from '@handoff/bench/faults/history';
import { alwaysTold, type Kind, type Model } from '@handoff/bench/faults/model';

/** How a history is made up. */
export interface Walk {
  moves: Model;
  chance: Random;
  /** How many things of each kind there are. */
  things: number;
}

const kinds: readonly Kind[] = ['promotion', 'assignment', 'handover', 'alert'];
const steady: ReadonlySet<string> = new Set(['LIVE', 'ACCEPTED', 'RESOLVED', 'DECLINED', 'RETURNED']);

/** A history that may have happened under these moves: every thing goes on until it can go no further, or has gone far enough. */
export function walked({ moves, chance, things }: Walk): History {
  const all = kinds.flatMap(kind => Array.from({ length: things }, (_, i) => one({ moves, chance, kind, place: i })));
  const steps = interleaved(
    all.map(({ steps: own }) => own),
    chance,
  );
  const acknowledged = steps
    .filter(() => chance() < 0.7)
    .map(({ subject, kind, action }) => ({ id: subject, action: `${kind}.${action}` }));
  return { steps, standings: all.map(({ standing }) => standing), acknowledged };
}

interface Thing {
  kind: Kind;
  place: number;
}

function one(of: Omit<Walk, 'things'> & Thing): { steps: Step[]; standing: Standing } {
  const { moves, chance, kind, place } = of;
  const subject = `${kind}-${place}`;
  const steps: Step[] = [];
  let state: string | null = null;
  while (steps.length < 30 && !(state !== null && steady.has(state) && chance() < 0.4)) {
    const able = ableFrom(moves[kind], state);
    const chosen = able[Math.floor(chance() * able.length)];
    if (!chosen) break;
    const [action, from, to] = chosen;
    const revision = kind === 'promotion' ? steps.length + 1 : null;
    // Everybody decides once: the makers of this history know the rules of people too.
    const by = steps.length === 0 ? 'asker' : `person-${steps.length}`;
    const owned = kind === 'assignment' ? { role: 'owner', model: `model-${place}` } : { role: null, model: null };
    steps.push({ kind, subject, action, from, to, revision, by, told: alwaysTold.has(kind), ...owned });
    state = to;
  }
  const where = kind === 'promotion' ? `model-${place} in production` : null;
  const standing = { kind, subject, state: state ?? '', revision: steps.length, place: where, fourEyes: true };
  return { steps, standing };
}

function ableFrom(moves: Model[Kind], state: string | null): [string, string | null, string][] {
  return Object.entries(moves).flatMap(([action, arrows]) =>
    arrows.filter(([from]) => from === state).map(([from, to]): [string, string | null, string] => [action, from, to]),
  );
}

/** What many went through, as a trail holds it: each one's entries in their order, and others' between. */
function interleaved(lists: readonly Step[][], chance: Random): Step[] {
  const left = lists.filter(list => list.length > 0).map(list => [...list]);
  const trail: Step[] = [];
  while (left.length > 0) {
    const place = Math.floor(chance() * left.length);
    const next = left[place]?.shift();
    if (next) trail.push(next);
    if (left[place]?.length === 0) left.splice(place, 1);
  }
  return trail;
}
