import type { HomeView } from '@slack/types';
import { homeView, plainHome } from '../../cards/mine.ts';
import type { Ask } from '../../graph.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';

/** Draws the home tab: what waits for this person, their models, and when they are told. */
export async function publishHome(services: Services, userId: string): Promise<void> {
  const { live, people, graph } = services;
  const identity = await people.identify(userId);
  const view = identity.kind === 'Stranger' ? plainHome(strangerMessage(identity)) : await homeOf(graph.as(userId));
  await live.views.publish({ user_id: userId, view });
}

async function homeOf(ask: Ask): Promise<HomeView> {
  const [mine, telling] = await Promise.all([ask('ReadMine', {}), ask('ReadTelling', {})]);
  return homeView(mine, telling);
}
