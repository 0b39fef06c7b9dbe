import { homeView, plainHome } from '../../cards/mine.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';

/** Draws the home tab: what waits for this person, and their models. */
export async function publishHome(services: Services, userId: string): Promise<void> {
  const { live, people, graph } = services;
  const identity = await people.identify(userId);
  const view =
    identity.kind === 'Stranger'
      ? plainHome(strangerMessage(identity))
      : homeView(await graph.as(userId)('ReadMine', {}));
  await live.views.publish({ user_id: userId, view });
}
