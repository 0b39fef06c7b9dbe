import type { GraphClient } from '@handoff/kit/graph-client';
import { cardsOf, shownTo, typed } from '../chat.ts';
import { asked, type TestHouse, until } from '../house.ts';

/** What came of what somebody tried: "done", the rule that refused it, or "NotFound". */
export type Outcome = string;

/** One who tries things: by a token in GraphQL, and as a user of Slack who writes in a channel. */
export interface Somebody {
  id: string;
  graph: GraphClient;
  slack: { userId: string; channel: string };
}

interface Refusing {
  problem: { __typename: string; rule?: string; message: string } | null;
}

/** Tries a change in GraphQL. */
export async function tries(who: Pick<Somebody, 'graph'>, name: string, input: object): Promise<Outcome> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { problem { __typename message ... on NotAllowed { rule } } } }`;
  const problem = (await asked<Record<string, Refusing | null>>(who.graph, source, { input }))[name]?.problem;
  return problem ? (problem.rule ?? problem.__typename) : 'done';
}

/** What Slack said to somebody alone, as an outcome; what is none of the refusals comes as it was said. */
function refusalIn(said: string): Outcome {
  return /Rule: ([\w-]+)\./.exec(said)?.[1] ?? (/There is no|shows no/.test(said) ? 'NotFound' : said);
}

/** Something that somebody does in Slack, and how to tell that it was done. */
export interface Trying {
  house: TestHouse;
  who: Somebody;
  isDone: () => Promise<boolean>;
}

/** Presses a button of a thing's card in the channel. */
export async function presses({ house, who, isDone }: Trying, subject: string, action: string): Promise<Outcome> {
  const card = await until(() => {
    const found = cardsOf(house.slack, subject).find(message => message.channel === who.slack.channel);
    if (!JSON.stringify(found?.blocks ?? '').includes(action)) throw new Error(`no ${action} on ${subject} yet`);
    return found;
  });
  if (!card) throw new Error(`no card of ${subject}`);
  const before = shownTo(house.slack, who.slack.userId).length;
  await house.slack.reaction(() => house.slack.click(who.slack.userId, card, action));
  return until(async () => {
    if (await isDone()) return 'done';
    const said = shownTo(house.slack, who.slack.userId).slice(before).at(-1);
    if (said !== undefined) return refusalIn(said);
    throw new Error(`nothing came of ${action} on ${subject}`);
  });
}

/** Types a command that is answered to who typed it alone. */
export async function types({ house, who, isDone }: Trying, command: string): Promise<Outcome> {
  const said = await typed(house.slack, who.slack, command);
  return (await isDone()) ? 'done' : refusalIn(said);
}

/** Types a command that opens a form, fills it in and sends it. */
export async function fillsIn({ house, who, isDone }: Trying, command: string, values: Record<string, string>) {
  const { slack } = house;
  const before = shownTo(slack, who.slack.userId).length;
  await slack.command(who.slack.userId, who.slack.channel, command);
  const opened = await until(() => {
    const view = [...slack.workspace.views.values()].find(({ userId }) => userId === who.slack.userId)?.view;
    const said = shownTo(slack, who.slack.userId).slice(before).at(-1);
    const isForm = view?.blocks.some(({ block_id }) => block_id === Object.keys(values)[0]);
    if (!isForm && said === undefined) throw new Error(`nothing came of ${command}`);
    return isForm ? view : null;
  });
  if (opened) await slack.reaction(() => slack.submit(who.slack.userId, opened.id, values));
  return until(async () => {
    if (await isDone()) return 'done';
    const said = shownTo(slack, who.slack.userId).slice(before).at(-1);
    if (said !== undefined) return refusalIn(said);
    throw new Error(`nothing came of ${command}`);
  });
}
