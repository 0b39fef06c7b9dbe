import type { TargetHttp } from '@handoff/kit/http/target';
import type { ExecutorKind } from '../environment/target.ts';
import type { Order, Progress } from './order.ts';

/** What executors work with. */
export interface Tools {
  http: TargetHttp;
  /** A secret by the name of the setting that holds it; null: there is none that targets may use. */
  secret(name: string): string | null;
  /** Whether a file may be written there: in a folder that the settings name, wherever links lead. */
  mayWrite(path: string): Promise<boolean>;
  /** Aborts when the attempt has had its time: nothing may be begun after that. */
  signal: AbortSignal;
}

/** Carries out orders at one kind of place. Each attempt is short, and may be the repetition of one that died. */
export type Executor = (order: Order, tools: Tools) => Promise<Progress>;

export type Executors = Readonly<Partial<Record<ExecutorKind, Executor>>>;

/** That a secret is not there, with the mend. */
export function noSecret(name: string): Progress {
  return {
    kind: 'Failed',
    detail: `The setting ${name} is not there for targets: set it, and name it in HANDOFF_TARGET_SECRETS.`,
  };
}
