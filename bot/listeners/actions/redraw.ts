import type { AssignmentView } from '../../answers.ts';
import { assignmentCard } from '../../cards/assignment.ts';
import { homeView, mineCard } from '../../cards/mine.ts';
import type { Services } from '../../services.ts';
import type { Surface } from './press.ts';

/** What was pressed, to be drawn anew after the thing changed. */
export interface Pressed {
  userId: string;
  surface: Surface;
  channel: string | null;
  ts: string | null;
  replace?: ((shown: ReturnType<typeof mineCard>) => Promise<void>) | undefined;
}

/** Draws what was pressed anew, and lets the thing's other cards follow. */
export async function redraw(services: Services, pressed: Pressed, assignment: AssignmentView): Promise<void> {
  const { drawer } = services;
  const { id, revision } = assignment;
  const { surface, channel, ts, userId } = pressed;
  if (surface === 'card' && channel && ts) {
    const picture = { subjectId: id, revision, shown: assignmentCard(assignment) };
    return await drawer.drawNow(picture, { channel, ts, userId });
  }
  await drawer.follow(id);
  await redrawList(services, pressed);
}

async function redrawList({ graph, live }: Services, pressed: Pressed): Promise<void> {
  const { surface, channel, ts, userId, replace } = pressed;
  const mine = await graph.as(userId)('ReadMine', {});
  if (surface === 'home') return void (await live.views.publish({ user_id: userId, view: homeView(mine) }));
  if (surface === 'ephemeral') return await replace?.(mineCard(mine));
  if (channel && ts) await live.chat.update({ channel, ts, ...mineCard(mine) });
}
