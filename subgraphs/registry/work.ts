import type { Ground } from '@handoff/kit/context';
import { keepForgetting } from '@handoff/kit/event/forget';
import { keepSealing } from '@handoff/kit/event/seal';
import type { Loop } from '@handoff/kit/loop';

/** Starts what registry does in the background, in as many processes as there are. */
export function startRegistryWork({ db, log }: Ground): Loop[] {
  return [keepSealing(db, log), keepForgetting(db, log)];
}
