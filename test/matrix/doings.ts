import { rows } from '@handoff/kit/database/database';
import { asked, type TestHouse, until } from '../house.ts';
import { changed } from '../people.ts';
import { fillsIn, type Outcome, presses, type Somebody, tries, types } from './tries.ts';

/** Where things are tried: a model whose team has a channel for its cards, and one that few may see. */
export interface Place {
  house: TestHouse;
  model: string;
  hidden: string;
  /** A data scientist of the model, who approves and is asked things. */
  scientist: Pick<Somebody, 'id' | 'graph'>;
  /** People who can be asked to take a role. */
  others: Readonly<Record<string, { id: string; userId: string }>>;
}

/** The two ways, each with an environment of its own: one promotion at a time waits for one. */
export type Way = 'staging' | 'production';

/** Something that can be done over GraphQL and over Slack, each time to something new. */
export interface Doing {
  prepare(place: Place, environment: Way): Promise<string>;
  graph(who: Somebody, subject: string, place: Place): Promise<Outcome>;
  slack(who: Somebody, subject: string, place: Place): Promise<Outcome>;
}

let counted = 0;
const stateOf = async ({ admin }: TestHouse, field: string, id: string) => {
  const source = `query ($id: ID!) { ${field}(id: $id) { state } }`;
  return (await asked<Record<string, { state: string } | null>>(admin, source, { id }))[field]?.state;
};

/** A firing alert of the model, received from outside. */
async function fires({ house, model }: Place): Promise<string> {
  const title = `Alert ${++counted}`;
  // As if a minute had passed since the one before: more than a few at once would become one message.
  await rows(house.db, "UPDATE bot.arrival SET at = at - interval '1 minute'");
  const labels = { alertname: title, model, severity: 'warning' };
  const alert = { status: 'firing', labels, annotations: { summary: title }, startsAt: new Date().toISOString() };
  const response = await fetch(`${house.url}/ingest/alertmanager`, {
    method: 'POST',
    headers: { authorization: `Bearer ${house.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts: [{ ...alert, fingerprint: title }] }),
  });
  if (response.status !== 200) throw new Error(await response.text());
  const source = 'query ($name: String!) { model(name: $name) { alerts { nodes { id title } } } }';
  return until(async () => {
    const { alerts } = (await asked<Alerts>(house.admin, source, { name: model })).model;
    const found = alerts.nodes.find(each => each.title === title);
    if (!found) throw new Error(`${title} is not there yet`);
    return found.id;
  });
}
interface Alerts {
  model: { alerts: { nodes: { id: string; title: string }[] } };
}

async function newVersion({ house, model }: Place): Promise<string> {
  const content = { changeNote: `Change ${++counted}`, features: [{ name: 'text', dtype: 'string' }] };
  const made = await changed<{ version: { version: string } }>(house.admin, 'registerVersion { version { version } }', {
    ...{ model, content },
  });
  return made.version.version;
}

/** A promotion that the admin account asked for. */
async function wanted(place: Place, environment: Way): Promise<string> {
  const input = { model: place.model, version: await newVersion(place), environment, reason: 'It is better' };
  const source = 'requestPromotion { promotion { id } }';
  return (await changed<{ promotion: { id: string } }>(place.house.admin, source, input)).promotion.id;
}

async function decides(who: Pick<Somebody, 'graph'>, promotionId: string, { house }: Place): Promise<Outcome> {
  const source = 'query ($id: ID!) { promotion(id: $id) { evidenceDigest } }';
  const { promotion } = await asked<{ promotion: { evidenceDigest: string } }>(house.admin, source, {
    id: promotionId,
  });
  return tries(who, 'decidePromotion', { promotionId, decision: 'APPROVE', evidenceDigest: promotion.evidenceDigest });
}

async function approved(place: Place, environment: Way): Promise<string> {
  const id = await wanted(place, environment);
  const came = await decides(place.scientist, id, place);
  if (came !== 'done') throw new Error(`The promotion was not approved: ${came}`);
  return id;
}

/** A role that the scientist was asked to take, and nobody else may answer: another for each way. */
async function proposed({ house, model, scientist }: Place, way: Way): Promise<string> {
  const source = 'proposeAssignment { assignment { id } }';
  const input = { roleKey: way === 'staging' ? 'developer' : 'stakeholder', assigneeId: scientist.id, model };
  return (await changed<{ assignment: { id: string } }>(house.admin, source, input)).assignment.id;
}

const becomes = (place: Place, field: string, of: { id: string; state: string }) => async () =>
  (await stateOf(place.house, field, of.id)) === of.state;

/** Whether somebody was asked to be of risk. */
async function isAsked({ house, model }: Place, assigneeId: string): Promise<boolean> {
  const source = 'query ($name: String!) { model(name: $name) { assignments { role { key } assignee { id } } } }';
  const found = await asked<Asked>(house.admin, source, { name: model });
  return found.model.assignments.some(({ role, assignee }) => role.key === 'risk' && assignee.id === assigneeId);
}
interface Asked {
  model: { assignments: { role: { key: string }; assignee: { id: string } }[] };
}

/** Whether a version was asked for in an environment. */
async function isWanted({ house, model }: Place, version: string): Promise<boolean> {
  const source = 'query ($name: String!) { model(name: $name) { promotions { nodes { version { version } } } } }';
  const found = await asked<Wanted>(house.admin, source, { name: model });
  return found.model.promotions.nodes.some(each => each.version?.version === version);
}
interface Wanted {
  model: { promotions: { nodes: { version: { version: string } | null }[] } };
}

/** What Slack and GraphQL both let people do, by a word for it. */
export const doings: Readonly<Record<string, Doing>> = {
  see: {
    prepare: async ({ hidden }) => hidden,
    graph: async (who, name) => {
      const source = 'query ($name: String!) { model(name: $name) { id } }';
      return (await asked<{ model: object | null }>(who.graph, source, { name })).model ? 'done' : 'NotFound';
    },
    slack: async (who, name, { house }) => {
      const said = await types({ house, who, isDone: async () => false }, `/handoff model ${name}`);
      return said === 'NotFound' ? said : 'done';
    },
  },
  acknowledge: {
    prepare: fires,
    graph: (who, alertId) => tries(who, 'acknowledgeAlert', { alertId }),
    slack: (who, id, place) => {
      const isDone = becomes(place, 'alert', { id, state: 'ACKNOWLEDGED' });
      return presses({ house: place.house, who, isDone }, id, 'alert:acknowledge');
    },
  },
  silence: {
    prepare: fires,
    graph: (who, alertId) => tries(who, 'silenceAlert', { alertId, minutes: 120, reason: 'It is known' }),
    slack: (who, id, place) => {
      const isDone = becomes(place, 'alert', { id, state: 'SILENCED' });
      return types({ house: place.house, who, isDone }, `/handoff silence ${id} 2h It is known`);
    },
  },
  approve: {
    prepare: wanted,
    graph: decides,
    slack: (who, id, place) => {
      const isDone = becomes(place, 'promotion', { id, state: 'APPROVED' });
      return presses({ house: place.house, who, isDone }, id, 'promotion:approve');
    },
  },
  start: {
    prepare: approved,
    graph: (who, promotionId) => tries(who, 'startRollout', { promotionId }),
    slack: (who, id, place) => {
      const isDone = becomes(place, 'promotion', { id, state: 'ROLLING_OUT' });
      return presses({ house: place.house, who, isDone }, id, 'promotion:start');
    },
  },
  promote: {
    prepare: newVersion,
    graph: (who, version, { model }) =>
      tries(who, 'requestPromotion', { model, version, environment: 'staging', reason: 'It is better' }),
    slack: (who, version, place) => {
      const isDone = () => isWanted(place, version);
      const command = `/handoff promote ${place.model} ${version} to production`;
      return fillsIn({ house: place.house, who, isDone }, command, { reason: 'It is better' });
    },
  },
  assign: {
    prepare: async (_, way) => (way === 'staging' ? 'helena' : 'chloe'),
    graph: (who, name, { model, others }) =>
      tries(who, 'proposeAssignment', { roleKey: 'risk', assigneeId: others[name]?.id, model }),
    slack: (who, name, place) => {
      const { id = '', userId } = place.others[name] ?? {};
      const trying = { house: place.house, who, isDone: () => isAsked(place, id) };
      return types(trying, `/handoff assign ${place.model} risk <@${userId}>`);
    },
  },
  answer: {
    prepare: proposed,
    graph: (who, assignmentId) => tries(who, 'respondToAssignment', { assignmentId, accept: true }),
    slack: (who, id, place) => {
      const isDone = becomes(place, 'assignment', { id, state: 'ACCEPTED' });
      return presses({ house: place.house, who, isDone }, id, 'assignment:accept');
    },
  },
};
