import type { GraphClient } from '@handoff/kit/graph-client';
import { asked, type Furnished } from './furnish.ts';

/** Every kind of page over the furnished demo catalogue; what stands in braces is the id of something that is there. */
export const pagePaths: readonly string[] = [
  ...['/', '/models', '/models?search=fraud', '/models/card-fraud', '/models/churn', '/models/nothing'],
  ...['/versions/{latest}', '/versions/{latest}/promote', '/versions/{latest}/promote?environment=production'],
  ...['/versions/{latest}/handover', '/versions/{champion}/watch', '/versions/{watched}/watch?days=30'],
  ...['/compare/card-fraud/3/4', '/lineage/card-fraud', '/promotions', '/promotions/{pending}', '/promotions/{live}'],
  ...['/alerts', '/alerts/{alert}', '/advice/{advice}', '/experiments/{experiment}', '/new-experiment/demand-forecast'],
  ...['/assign/churn', '/assign/churn?who=noor', '/hosting/churn?environment=production'],
  ...['/people', '/people/{person}', '/teams/{team}', '/reports', '/audit', '/delivery', '/auth'],
];

interface Ids {
  promotions: { nodes: { id: string }[] };
  model: { latestVersion: { id: string }; version: { id: string } };
  churn: { alerts: { nodes: { id: string }[] }; version: { id: string } };
  people: { nodes: { id: string }[] };
  teams: { nodes: { id: string }[] };
}

/** What puts ids into such a path. Throws when there is no id of that name. */
export async function withIds(admin: GraphClient, furnished: Furnished): Promise<(path: string) => string> {
  const document = `{
    promotions { nodes { id } } people(first: 1) { nodes { id } } teams(first: 1) { nodes { id } }
    churn: model(name: "churn") { alerts { nodes { id } } version(version: "champion") { id } }
    model(name: "card-fraud") { latestVersion { id } version(version: "champion") { id } }
  }`;
  const { churn, model, promotions, people, teams } = await asked<Ids>(admin, document);
  const known: Record<string, string | undefined> = {
    ...{ latest: model.latestVersion.id, champion: model.version.id, watched: churn.version.id, ...furnished },
    ...{ pending: promotions.nodes[0]?.id, live: promotions.nodes.at(-1)?.id, alert: churn.alerts.nodes[0]?.id },
    ...{ person: people.nodes[0]?.id, team: teams.nodes[0]?.id },
  };
  return path =>
    path.replace(/\{(\w+)\}/, (_, name: string) => {
      const id = known[name];
      if (id === undefined) throw new Error(`There is nothing to show for ${name}.`);
      return id;
    });
}
