import type { Db } from '@handoff/kit/database/database';
import { digestCard, noteShown, stormCard } from '../cards/telling.ts';
import type { Graph } from '../graph.ts';
import { type Picture, pictureOf } from '../subjects.ts';
import { inDigest } from './held-rows.ts';
import { noteOf } from './note-rows.ts';
import { readStorm } from './storm-rows.ts';

/** What pictures are drawn from. */
export interface Sources {
  db: Db;
  graph: Graph;
}

/** What is to be drawn: a picture, and for a note the thing in whose thread it is said; null: there is nothing to say any more. */
export type Drawable = { picture: Picture; below: string | null } | null;

/** Reads what the outbox is to draw at a destination. Throws when the graph shows no such thing. */
export async function drawable(sources: Sources, subjectId: string, destination: string): Promise<Drawable> {
  const kind = subjectId.slice(0, 3);
  if (kind === 'dig') return alone(await digestPicture(sources, subjectId, destination));
  if (kind === 'stm') return alone(await stormPicture(sources, subjectId));
  if (kind === 'nte') return await notePicture(sources, subjectId);
  const picture = await pictureOf(sources.graph.asBot, subjectId);
  if (!picture) throw new Error(`The graph shows no ${subjectId} to the bot.`);
  return { picture, below: null };
}

function alone(picture: Picture | null): Drawable {
  return picture && { picture, below: null };
}

/** A digest tells of what its reader may see when it is sent. */
async function digestPicture({ db, graph }: Sources, id: string, destination: string): Promise<Picture | null> {
  const userId = destination.slice(3);
  const ask = destination.startsWith('dm:') ? graph.as(userId) : graph.asBot;
  const latest: string[] = [];
  for (const subjectId of await inDigest(db, id)) {
    const picture = await pictureOf(ask, subjectId);
    if (picture) latest.push(picture.latest);
  }
  if (latest.length === 0) return null;
  const shown = digestCard(latest);
  return { subjectId: id, revision: 1, shown, latest: shown.text, waits: false };
}

async function stormPicture({ db, graph }: Sources, id: string): Promise<Picture | null> {
  const storm = await readStorm(db, id);
  if (!storm) return null;
  const newest = await Promise.all(storm.newest.map(alertId => pictureOf(graph.asBot, alertId)));
  const shown = stormCard({
    ...storm,
    beganAt: storm.beganAt.toISOString(),
    endedAt: storm.endedAt?.toISOString() ?? null,
    newest: newest.flatMap(picture => picture?.latest.replace(/^Now: /, '') ?? []),
  });
  // It grows with each alert, and once more when the storm is over.
  const revision = 2 * storm.alerts + (storm.endedAt === null ? 0 : 1);
  return { subjectId: id, revision, shown, latest: shown.text, waits: false };
}

async function notePicture({ db, graph }: Sources, id: string): Promise<Drawable> {
  const note = await noteOf(db, id);
  const about = note && (await pictureOf(graph.asBot, note.subjectId));
  if (!note || !about) return null;
  if (note.kind === 'REMINDED' && !about.waits) return null;
  const shown = noteShown(note.kind, { detail: note.detail, latest: about.latest });
  return { picture: { subjectId: id, revision: 1, shown, latest: shown.text, waits: false }, below: note.subjectId };
}
