import type { ExecutorKind, Target } from '../environment/target.ts';
import type { Tools } from './executor.ts';
import type { NamedVersion, Progress } from './order.ts';

/** What a server is asked: which versions of a model it serves. */
export interface Question {
  target: Target;
  modelName: string;
  /** What serves the model under the target, or did last: the names that the server may know it by. */
  versions: readonly NamedVersion[];
}

/** What a server says, or why that is not known. */
export type Seen =
  | {
      kind: 'Seen';
      serving: { version: string; trafficPercent: number | null }[];
      /** Nothing else of the model runs there. */
      whole: boolean;
    }
  | { kind: 'Unseen'; detail: string };

/** Asks one kind of server; it changes nothing there. */
export type Asker = (question: Question, tools: Tools) => Promise<Seen>;

export type Askers = Readonly<Partial<Record<ExecutorKind, Asker>>>;

/** That a server does not serve the model at all. */
export const servesNone: Seen = { kind: 'Seen', serving: [], whole: true };

/** What an answer that an order would not succeed with means for a question. */
export function unseen(progress: Progress): Seen {
  return { kind: 'Unseen', detail: progress.detail ?? 'It could not be asked.' };
}
