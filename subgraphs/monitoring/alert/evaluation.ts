import { write } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { findAll } from '../monitor/find.ts';
import type { Tools } from '../monitor/kind/kind.ts';
import { kindOf } from '../monitor/kind/kinds.ts';
import { claimDue, type Lane } from './claim.ts';
import { looksDue } from './looks.ts';
import { settle } from './settle.ts';

/** What evaluating takes. */
export interface Evaluating {
  tools: Tools;
  log: Log;
}

/**
 * Evaluates the monitors of a lane that are due, and draws the consequences. They are claimed under a lease, looked at
 * outside any transaction, and settled in one: a process that dies in between has changed nothing, and others take over
 * what it had. Returns how many were evaluated.
 */
export async function evaluateDue({ tools, log }: Evaluating, lane: Lane, now: Date): Promise<number> {
  const claimed = await claimDue(tools.db, lane, now);
  if (claimed.monitors.length === 0) return 0;
  const looks = claimed.monitors.flatMap(monitor => looksDue(monitor, kindOf(monitor), now));
  const findings = await findAll({ tools, log }, looks);
  await write(tools.db, tx => settle(tx, { claimed, looks, findings, now }));
  return claimed.monitors.length;
}
