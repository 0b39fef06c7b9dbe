import type { Actor } from '@handoff/kit/actor';
import type { Command } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { beginOf } from '../grain.ts';
import type { Subject } from '../metric/subject.ts';
import { type Expected, holdsLike } from '../observation/column.ts';
import { refuseFor, turnOf } from '../observation/commands.ts';
import { gatherColumn } from '../observation/gathered-column.ts';
import { nothingDone, takeStep } from '../observation/progress.ts';
import { grainsFor } from '../summary/grain.ts';
import { addParts, type Part } from '../summary/store.ts';
import { takeTurn } from '../turn.ts';
import { recordedLabels } from './outcome.ts';
import type { JudgedLabels } from './recording.ts';
import { type KeptLabels, keepLabels, type TakenLabel } from './store.ts';

/** Labels of a version that were judged. */
export interface Labels {
  subject: Subject;
  batchId: string;
  judged: JudgedLabels;
  expected: Expected;
}

/**
 * Keeps labels: each finds its row, or waits for it, and takes the place of an earlier one. A batch that came before
 * adds nothing. Needs INGEST on the model. The partitions are there.
 */
export function keepLabelled(labels: Labels): Command<object> {
  return { name: 'recordLabels', run: (tx, actor) => keep(tx, actor, labels) };
}

async function keep(tx: Tx, actor: Actor, labels: Labels) {
  const { subject, batchId, judged } = labels;
  const refusal = await refuseFor(tx, actor, labels);
  if (refusal) return refusal;
  const { accepted, rejected } = judged;
  const scopeId = subject.versionId;
  const lines = accepted.length + rejected.length;
  const to = { ...nothingDone, lines, accepted: accepted.length, rejected: rejected.length, complete: true };
  // A batch of labels may have the id of one of rows.
  const step = { scopeId: `labels ${scopeId}`, batchId, from: 0, to, recordedById: actor.id };
  if (!(await takeStep(tx, step))) return recordedLabels(scopeId, { ...nothing, duplicate: true });
  await takeTurn(tx, turnOf(subject.versionId));
  const kept = await keepLabels(tx, subject, accepted);
  await addLabelParts(tx, labels, kept);
  const outcome = { waiting: accepted.length - kept.rows.size, replaced: kept.replaced.size };
  await append(tx, actor, {
    action: 'labels.recorded',
    subjectId: scopeId,
    modelId: subject.modelId,
    summary: `recorded ${accepted.length === 1 ? 'a label' : `${accepted.length} labels`}`,
    detail: { batchId, accepted: accepted.length, rejected: rejected.length, ...outcome },
  });
  return recordedLabels(scopeId, { accepted: accepted.length, rejected, duplicate: false, ...outcome });
}

const nothing = { accepted: 0, rejected: [], waiting: 0, replaced: 0 };

/** Sums labels up by where their rows were predicted; one that takes the place of another was counted before. */
async function addLabelParts(tx: Tx, { subject, judged, expected }: Labels, kept: KeptLabels): Promise<void> {
  const now = Date.now();
  const bySubject = new Map<string, { of: Subject; labels: TakenLabel[] }>();
  for (const label of judged.accepted.filter(({ predictionId }) => !kept.replaced.has(predictionId))) {
    const { deploymentId = '', environment = '' } = kept.rows.get(label.predictionId) ?? {};
    const place = bySubject.get(deploymentId) ?? { of: { ...subject, deploymentId, environment }, labels: [] };
    bySubject.set(deploymentId, place);
    place.labels.push(label);
  }
  for (const { of, labels } of bySubject.values()) await addParts(tx, of, partsOf(labels, expected, now));
}

/** The parts that labels make up, all of one column. */
export function partsOf(labels: readonly TakenLabel[], expected: Expected, now: number): Part[] {
  const { role, name } = expected;
  const holds = expected.holds === 'anything' ? holdsLike(labels[0]?.number ?? labels[0]?.text) : expected.holds;
  const places = new Map<number, { part: Omit<Part, 'summary'>; labels: TakenLabel[] }>();
  for (const label of labels) {
    const [grain = 'DAY'] = grainsFor(label.at.getTime(), now);
    const at = beginOf(grain, label.at.getTime());
    const place = places.get(at) ?? { part: { role, name, slice: '', grain, at }, labels: [] };
    places.set(at, place);
    place.labels.push(label);
  }
  return [...places.values()].map(({ part, labels: ofPart }) => {
    const column = gatherColumn({ ...expected, holds });
    for (const { number, text } of ofPart) column.add(number ?? text);
    return { ...part, summary: column.summary(ofPart.length) };
  });
}
