import { randomBytes } from 'node:crypto';
import { startLocalSlack } from '@handoff/bot/local-slack/local-slack';
import { localTokens } from '@handoff/bot/open';
import { type CardWatch, watchCards } from './faults/cards.ts';
import { benchEnding, benchOutages } from './faults/outages.ts';
import { benchSteady } from './faults/steady.ts';
import { type Figure, figure } from './figures.ts';
import { killOften, type Survived } from './kills.ts';
import { withDatabase } from './own-database.ts';
import { launcher, startProcess } from './process.ts';

const sizes = {
  promotions: Number(process.env.BENCH_PROMOTIONS ?? 2_000),
  kills: Number(process.env.BENCH_KILLS ?? 200),
};
const teams = Array.from({ length: 8 }, (_, i) => `bench-team-${i}`);
const channels = teams.map((name, i) => ({ id: `C9BENCH0${i}`, name, members: [] }));

/** What Handoff bears: its database's death and its own, being told to end, and minutes of load. */
export async function benchFaults(minutes: number): Promise<Figure[]> {
  return [
    ...(await benchOutages()),
    ...(await benchEnding()),
    ...(await benchKillsWithCards()),
    ...(await benchSteady(minutes)),
  ];
}

/** 2,000 promotions with kill -9 at 200 random points, each promotion with its card in a channel. */
async function benchKillsWithCards(): Promise<Figure[]> {
  const slack = await startLocalSlack({ ...localTokens, users: [], channels, postsPerSecond: 1 });
  const cards = watchCards(slack);
  try {
    const survived = await withDatabase(async ({ url: databaseUrl, home }) => {
      const token = randomBytes(24).toString('hex');
      const settings = {
        ...{ DATABASE_URL: databaseUrl, HANDOFF_HOME: home, HANDOFF_BOOTSTRAP_TOKEN: token, HANDOFF_DEMO: '0' },
        ...{
          SLACK_BOT_TOKEN: localTokens.botToken,
          SLACK_APP_TOKEN: localTokens.appToken,
          SLACK_API_URL: slack.apiUrl,
        },
        ...{ HANDOFF_SERVICE_BUDGET: '1000000000', HANDOFF_PERSON_BUDGET: '1000000000' },
      };
      const start = () => startProcess([launcher, 'start'], settings);
      return killOften({ databaseUrl, token, start, killed: cards.killed, teams, ...sizes });
    });
    return figuresOf(survived, cards);
  } finally {
    await slack.stop();
  }
}

function figuresOf({ promotions, kills, acknowledged, lost, wrong }: Survived, cards: CardWatch): Figure[] {
  for (const line of [...wrong, ...lost]) process.stderr.write(`${line}\n`);
  const of = `${promotions.toLocaleString('en')} promotions, killed ${kills} times`;
  const counted = (name: string, count: number, atMost?: number) =>
    figure({ bench: 'faults', figure: `${of}: ${name}`, unit: 'times', digits: 0, samples: [count], atMost });
  return [
    counted('steps acknowledged', acknowledged),
    counted('of them lost', lost.length, 0),
    counted('half done, or not as a history may be', wrong.length, 0),
    counted('cards in Slack', cards.cards()),
    counted('kills between Slack’s answer and our note of it', cards.between()),
    counted('cards that are there twice', cards.duplicates(), cards.between()),
  ];
}
