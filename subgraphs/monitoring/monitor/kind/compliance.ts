import type { GraphClient } from '@handoff/kit/graph-client';
import { errorOf } from '@handoff/kit/graph-error';
import { invalid } from '@handoff/kit/problem';
import { knownOwnerless } from '../../alert/ownerless.ts';
import { type DutyFacts, type DutyName, duties, dutyNames } from './duties.ts';
import type { Found, Kind, Look } from './kind.ts';

/** How many questions are put to the graph at once. */
const atOnce = 4;

/**
 * What a company owes for a model: that it is validated in time, that its card is complete for its risk tier, that
 * somebody owns it, and that no assumption is broken. One of them, where `metric` names it, else all, each with an alert
 * of its own.
 */
export const compliance: Kind = {
  name: 'COMPLIANCE',
  takes: ['metric'],
  filled: () => ({ minimumRows: 0 }),
  problem: ({ metric, environment }) => {
    if (environment !== null) {
      return invalid('monitor.environment', 'These duties are those of the model everywhere: leave "environment" out.');
    }
    if (metric === null || dutyNames.some(name => name === metric)) return null;
    return invalid('monitor.metric', `"${metric}" is no duty: give ${dutyNames.join(', ')}, or leave it out for all.`);
  },
  everySeconds: 900,
  slow: true,
  hasHistory: false,
  rule: () => ({ op: '>', noData: 'keep' }),
  async find({ db, graph }, looks) {
    const models = [...new Set(looks.map(({ monitor }) => monitor.modelId))];
    const facts = await factsOf(graph, models);
    const told = new Set(await knownOwnerless(db));
    const found = looks.flatMap((look, place) => {
      const known = facts.get(look.monitor.modelId);
      return known
        ? dutiesOf(look, place, { ...known, unowned: known.unowned && !told.has(look.monitor.modelId) })
        : [];
    });
    return { found, troubles: [] };
  },
};

function dutiesOf({ monitor, at }: Look, place: number, facts: DutyFacts): Found[] {
  const asked = dutyNames.filter(name => monitor.metric === null || monitor.metric === name);
  return asked.map((name: DutyName) => {
    const { amiss, title, sentence } = duties[name](facts, at);
    const of = { place, part: name, deploymentId: null, environment: null };
    return { ...of, value: amiss ? 1 : 0, threshold: 0, title, sentence: () => sentence };
  });
}

const source = `query Duties($id: ID!) { model(id: $id) { archivedAt unowned riskTier validationDueAt
  live { state version { ...Kept } environment { production } } latestVersion { ...Kept } } }
  fragment Kept on ModelVersion { id version card { missing } assumptions { text status } }`;

interface Answer {
  model:
    | (Omit<DutyFacts, 'versions'> & {
        live: { version: DutyFacts['versions'][number] | null; environment: { production: boolean } }[] | null;
        latestVersion: DutyFacts['versions'][number] | null;
      })
    | null;
}

/** What the graph knows of models; one that is not there is left out. Throws an outage when it cannot be asked. */
async function factsOf(graph: GraphClient, models: readonly string[]): Promise<Map<string, DutyFacts>> {
  const found = new Map<string, DutyFacts>();
  for (let i = 0; i < models.length; i += atOnce) {
    const answers = await Promise.all(models.slice(i, i + atOnce).map(id => factsOfModel(graph, id)));
    for (const [j, facts] of answers.entries()) if (facts) found.set(models[i + j] ?? '', facts);
  }
  return found;
}

async function factsOfModel(graph: GraphClient, id: string): Promise<DutyFacts | null> {
  const answer = await graph.request<Answer>(source, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  const { model } = answer.data;
  if (!model) return null;
  const live = (model.live ?? []).flatMap(({ version, environment }) =>
    version && environment.production ? [version] : [],
  );
  // Of what serves in production; before anything does, of what is newest.
  const newest = model.latestVersion ? [model.latestVersion] : [];
  const versions = live.length > 0 ? [...new Map(live.map(each => [each.id, each])).values()] : newest;
  return { ...model, versions };
}
