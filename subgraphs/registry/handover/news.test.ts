import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { ask } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Handing } from './testing/handing.ts';

let handing: Handing;
let bot: string;

beforeAll(async () => {
  handing = await Handing.open();
  bot = await addPerson(handing.database.db, 'Bot');
  await giveRole(handing.database.db, { to: bot, role: 'deliverer' });
});
afterAll(() => handing.database.drop());

interface News {
  kind: string;
  handover: { id: string; state: string } | null;
  recipients: { to: { name: string } | null; channel: string | null; because: string; explanation: string }[];
}

const source = `mutation { claimNotifications(input: { consumer: "slack", waitSeconds: 0, max: 100 }) {
  notifications { kind handover { id state } recipients { to { name } channel because explanation } } } }`;

/** What the bot is told, of handovers alone. */
async function told(): Promise<News[]> {
  const answer = await ask<{ claimNotifications: { notifications: News[] } }>(handing.as(bot), source);
  return answer.claimNotifications.notifications.filter(({ handover }) => handover !== null);
}
const short = (news: News[]) =>
  news.map(({ kind, recipients }) => [kind, ...recipients.map(one => `${one.to?.name} ${one.because}`)]);

it('tells the engineer of an offer, and the data scientist of questions and answers', async () => {
  const { bo, dan } = handing.people;
  const offered = await handing.offered('news/one');
  const [offer] = await told();
  expect(offer).toMatchObject({
    kind: 'handover.offered',
    handover: { id: offered.id, state: 'OFFERED' },
    recipients: [{ to: { name: 'Bo' }, channel: null, explanation: 'You are asked to take it over.' }],
  });
  const question = { handoverId: offered.id, section: 'LABELS', verdict: 'QUESTION', comment: 'Which unit?' };
  await handing.run('reviewHandover', bo, question);
  const both = ['Bo ASKED_TO_ANSWER', 'Dan ASKED_FOR_IT'];
  expect(short(await told())).toEqual([['handover.reviewed', ...both]]);
  await handing.run('answerHandover', bo, { handoverId: offered.id, accept: false, digest: offered.digest });
  expect(short(await told())).toEqual([['handover.returned', ...both]]);
  const again = await handing.run('offerHandover', dan, { model: 'news/one', version: '1', toId: bo });
  const { id, digest } = await handing.review(again.handover?.id ?? '');
  await told();
  await handing.run('answerHandover', bo, { handoverId: id, accept: true, digest });
  expect(short(await told())).toEqual([['handover.accepted', ...both]]);
});

it('tells a team in its channel until somebody of it reviews', async () => {
  const { id } = await handing.offered('news/team', handing.team);
  expect(await told()).toMatchObject([{ recipients: [{ to: { name: 'ml' }, channel: '#ml' }] }]);
  const verdict = { handoverId: id, section: 'LABELS', verdict: 'ACCEPTED' };
  await handing.run('reviewHandover', handing.people.cy, verdict);
  expect(short(await told())).toEqual([['handover.reviewed', 'Cy ASKED_TO_ANSWER', 'Dan ASKED_FOR_IT']]);
});

it('leaves out who left, and tells whoever manages access when that leaves nobody', async () => {
  const { bo, dan } = handing.people;
  const gone = (active: boolean) =>
    rows(handing.database.db, 'UPDATE access.person SET active = $2 WHERE id = ANY($1)', [[bo, dan], active]);
  await handing.offered('news/gone');
  await gone(false);
  const news = await told();
  await gone(true);
  expect(short(news)).toEqual([['handover.offered', 'Admin FALLBACK']]);
});

it('sends as many statements for many as for one', async () => {
  const offered = async (...names: string[]) => {
    for (const name of names) await handing.offered(name, handing.team);
    return countStatements(told);
  };
  const one = await offered('count/one');
  const many = await offered('count/a', 'count/b', 'count/c');
  expect([one.result.length, many.result.length]).toEqual([1, 3]);
  expect(many.statements.length).toBe(one.statements.length);
});
