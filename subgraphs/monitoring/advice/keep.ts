import { system } from '@handoff/kit/actor';
import { columns } from '@handoff/kit/database/columns';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { newId } from '@handoff/kit/id';
import { isProblem } from '@handoff/kit/problem';
import { type Advice, type AdviceMove, actionOf, moved, titleOf } from './advice.ts';
import type { Situation } from './situation.ts';
import { isAnswered, type Suggestion, suggestionFor } from './suggest.ts';
import { advices } from './table.ts';

const selected = columns(advices, 'v');

/** Opens, changes and lets go of the advice on a model's versions, as is right in these situations; again, it changes nothing. */
export async function keepAdvice(tx: Tx, modelId: string, situations: readonly Situation[]): Promise<void> {
  const now = new Date();
  const before = await latestOf(tx, modelId);
  const wanted = new Map(situations.map(of => [of.version.id, suggestionFor(of)]));
  for (const open of before.filter(({ state }) => state !== 'DECIDED')) {
    const suggestion = wanted.get(open.versionId) ?? null;
    await (suggestion ? change(tx, open, suggestion) : over(tx, open, now));
  }
  for (const [versionId, suggestion] of wanted) {
    const last = before.find(advice => advice.versionId === versionId) ?? null;
    if (!suggestion || (last && last.state !== 'DECIDED') || isAnswered(last, suggestion)) continue;
    await open(tx, { modelId, versionId, suggestion, now });
  }
}

/** The last advice on each version of a model, locked until the commit. */
async function latestOf(tx: Tx, modelId: string): Promise<Advice[]> {
  const sql = `SELECT ${selected} FROM monitoring.advice v WHERE v.id IN (
      SELECT max(w.id) FROM monitoring.advice w WHERE w.model_id = $1 GROUP BY w.version_id)
    ORDER BY v.id FOR UPDATE`;
  return rows(tx, sql, [modelId]);
}

async function open(
  tx: Tx,
  of: { modelId: string; versionId: string; suggestion: Suggestion; now: Date },
): Promise<void> {
  const { suggestion, now, ...about } = of;
  const { conclusion: _, ...suggested } = suggestion;
  const advice: Advice = {
    ...{ id: newId('adv'), ...about, ...suggested, state: 'OPEN', suggestedAt: now },
    ...{ discussion: null, discussedById: null, discussedAt: null },
    ...{ decision: null, decidedByIds: null, decidedAt: null, rationale: null, revision: 1 },
  };
  await tx.insert(advices, advice);
  await tell(tx, { action: 'advice.suggested', summary: `suggested to ${titleOf(advice.action)}`, advice });
}

async function change(tx: Tx, before: Advice, suggestion: Suggestion): Promise<void> {
  const { conclusion, ...patch } = suggestion;
  const sameSigns = suggestion.action === before.action && suggestion.alertIds.join() === before.alertIds.join();
  if (sameSigns && conclusion.every(sentence => before.reasons.includes(sentence))) return;
  await move(tx, before, {
    move: 'CHANGE',
    summary:
      suggestion.action === before.action
        ? 'found more, or less, that bears on its advice'
        : `suggested instead to ${titleOf(suggestion.action)}`,
    patch,
  });
}

const overReason = 'What spoke for it is over: its alerts have ended.';

/** Nothing speaks for it any more: it is let go; where people talk about it, they are told and decide. */
async function over(tx: Tx, before: Advice, now: Date): Promise<void> {
  if (before.state === 'OPEN') {
    const patch = { decidedAt: now, decidedByIds: [], rationale: overReason };
    await move(tx, before, { move: 'LET_GO', summary: 'let go of its advice: what spoke for it is over', patch });
    return;
  }
  if (before.action === 'KEEP' && before.reasons[0] === overReason) return;
  const patch = { action: 'KEEP' as const, reasons: [overReason] };
  await move(tx, before, { move: 'CHANGE', summary: `suggested instead to ${titleOf('KEEP')}`, patch });
}

async function move(
  tx: Tx,
  before: Advice,
  of: { move: AdviceMove; summary: string; patch: Partial<Advice> },
): Promise<void> {
  const next = moved(before, of.move, null);
  if (isProblem(next)) return;
  const advice = { ...next, ...of.patch };
  await tx.save(advices, advice);
  await tell(tx, { action: actionOf(of.move), summary: of.summary, advice, before });
}

async function tell(tx: Tx, of: { action: string; summary: string; advice: Advice; before?: Advice }): Promise<void> {
  const { action, summary, advice, before = null } = of;
  const { id, modelId, versionId, revision, reasons, alertIds } = advice;
  await append(tx, system('monitoring'), {
    ...{ action, summary, subjectId: id, modelId },
    changes: changesBetween(before, advice, ['action', 'state']),
    detail: { versionId, suggested: advice.action, reasons, alertIds, revision, open: advice.state !== 'DECIDED' },
    notify: true,
  });
}
