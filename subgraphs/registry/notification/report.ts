import type { Context } from '@handoff/kit/context';
import { type DeliveryHealthRow, deliveryHealth, keepReport } from '@handoff/kit/notification/health';
import { shownProblem } from '@handoff/kit/payload';
import { invalid, type Problem } from '@handoff/kit/problem';
import { consumerProblem, notADeliverer } from './deliver.ts';

/** What a deliverer says of itself. */
export interface Report {
  consumer: string;
  waiting: number;
  oldestWaitingAt?: Date | null;
  givenUp: number;
  rateLimited?: number | null;
}

export interface Reported {
  health: DeliveryHealthRow | null;
  problem: object | null;
}

/** Keeps what a deliverer says of itself. Nothing is changed that anybody answers for, so the trail does not tell of it. */
export async function reportOf(context: Context, report: Report): Promise<Reported> {
  const problem = (await notADeliverer(context)) ?? consumerProblem(report.consumer) ?? negative(report);
  if (problem) return { health: null, problem: shownProblem(problem) };
  const { oldestWaitingAt = null, rateLimited } = report;
  await keepReport(context.db, { ...report, oldestWaitingAt, rateLimited: rateLimited ?? 0 });
  const all = await deliveryHealth(context.db);
  return { health: all.find(({ consumer }) => consumer === report.consumer) ?? null, problem: null };
}

function negative(report: Report): Problem | null {
  const counted = { waiting: report.waiting, givenUp: report.givenUp, rateLimited: report.rateLimited ?? 0 };
  const [field] = Object.entries(counted).find(([, count]) => count < 0 || count > 1_000_000_000) ?? [];
  return field === undefined ? null : invalid(field, `"${field}" is counted: give 0 or more.`);
}
