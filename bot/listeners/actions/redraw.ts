import type { Shown } from '../../cards/blocks.ts';
import type { Services } from '../../services.ts';
import type { Picture } from '../../subjects.ts';
import { answer } from '../commands/answer.ts';
import { publishHome } from '../events/home.ts';
import type { PressedAt } from './press.ts';

/** What was pressed, to be drawn anew after the thing changed. */
export interface ToRedraw {
  userId: string;
  /** The delivery's key. */
  key: string;
  at: PressedAt;
  /** The list that the control stood in, as it would be typed. */
  from: string | undefined;
}

/** Draws what was pressed anew, and lets the thing's other cards follow. */
export async function redraw(services: Services, pressed: ToRedraw, picture: Picture): Promise<void> {
  const { drawer } = services;
  const { at, from, userId } = pressed;
  const { surface, channel, ts } = at;
  if (surface === 'message' && from === undefined && channel && ts)
    return await drawer.drawNow(picture, { channel, ts, userId });
  await drawer.follow(picture.subjectId);
  if (surface === 'home') return await publishHome(services, userId);
  if (from !== undefined) await redrawList(services, pressed, from);
}

/** A list is drawn anew by answering again what it answered. */
async function redrawList(services: Services, { at, userId, key }: ToRedraw, text: string): Promise<void> {
  const shown = await answer(services, { userId, key, text, place: null, triggerId: null, mayShare: false });
  if (!shown) return;
  const { surface, channel, ts, responseUrl } = at;
  if (surface === 'ephemeral' && responseUrl) return await replace(services, responseUrl, shown);
  if (surface === 'message' && channel && ts) await services.live.chat.update({ channel, ts, ...shown });
}

/** Changes a message for one person. Its address may be too old; then the message stays, and its buttons answer so. */
async function replace({ log }: Services, responseUrl: string, { text, blocks }: Shown): Promise<void> {
  const body = JSON.stringify({ replace_original: true, text, blocks });
  const headers = { 'content-type': 'application/json' };
  try {
    const { ok, status } = await fetch(responseUrl, { method: 'POST', headers, body });
    if (!ok) log.warn({ status }, 'A list that one person sees could not be drawn anew.');
  } catch (error) {
    log.warn({ err: error }, 'A list that one person sees could not be drawn anew.');
  }
}
