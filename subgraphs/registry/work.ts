import type { Ground } from '@handoff/kit/context';
import { keepForgetting } from '@handoff/kit/event/forget';
import { keepSealing } from '@handoff/kit/event/seal';
import type { Loop } from '@handoff/kit/loop';
import type { Settings } from '@handoff/kit/settings';
import { keepTime } from './assignment/keep-time.ts';
import { keepReminding } from './handover/remind.ts';
import { readMlflow } from './refresh/mlflow.ts';
import { keepRefreshing } from './refresh/work.ts';
import { registrySubgraph } from './subgraph.ts';

/** Starts what registry does in the background, in as many processes as there are. */
export function startRegistryWork(ground: Ground, { mlflow }: Pick<Settings, 'mlflow'>): Loop[] {
  const { db, log } = ground;
  const own = [keepSealing(db, log), keepForgetting(db, log), keepTime(db, log), keepReminding(db, log)];
  if (!mlflow) return own;
  return [...own, keepRefreshing(db, log, { MLFLOW: readMlflow(ground, mlflow, registrySubgraph) })];
}
