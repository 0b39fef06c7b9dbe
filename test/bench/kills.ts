import { randomBytes } from 'node:crypto';
import { type Db, openDatabase, rows } from '@handoff/kit/database/database';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { type Broken, brokenLaws, type Law } from './faults/check.ts';
import { type Acknowledged, alreadyThere, only, readHistory } from './faults/history.ts';
import { type Figure, figure } from './figures.ts';
import { brokenInvariants } from './invariants.ts';
import { Lives, type Started } from './lives.ts';
import { withDatabase } from './own-database.ts';
import { Pipeline } from './pipeline.ts';
import { launcher, startProcess } from './process.ts';

const connections = 8;
const lossLaw: Law = 'what was acknowledged is there';
const sentenceOf = ({ sentence }: Broken) => sentence;

/** What came of promotions while Handoff was killed again and again. */
export interface Survived {
  promotions: number;
  kills: number;
  /** How many steps were acknowledged; of each that is not there, and of all else that cannot have happened, a sentence. */
  acknowledged: number;
  lost: string[];
  wrong: string[];
}

export interface KillOptions {
  databaseUrl: string;
  promotions: number;
  kills: number;
  /** Of an admin service account. */
  token: string;
  /** Starts Handoff on that database. */
  start(): Promise<Started>;
  /** Done each time it was killed, before it is started again. */
  killed?(db: Db): Promise<void>;
  /** Teams that are made first, each with a channel of its name, and own the models in turn; left out: nobody owns them. */
  teams?: readonly string[];
}

/** Takes promotions from asking to live over many connections, and kills Handoff at random points between. */
export async function killOften(options: KillOptions): Promise<Survived> {
  const { promotions, kills, token } = options;
  const points = pointsAmong(promotions * 4, kills);
  const db = await openDatabase({ url: options.databaseUrl, tables: [] });
  const { start, killed } = options;
  const lives = await Lives.begin({ start, killed: () => killed?.(db) ?? Promise.resolve() });
  try {
    const acknowledged: Acknowledged[] = [];
    const noted = (step: Acknowledged) => {
      acknowledged.push(step);
      if (acknowledged.length > (points[0] ?? Number.POSITIVE_INFINITY)) {
        points.shift();
        lives.kill();
      }
    };
    const before = await alreadyThere(db);
    const pipelines = await prepared({ db, lives, token, promotions, teams: options.teams ?? [] });
    await Promise.all(pipelines.map(pipeline => pipeline.run(noted)));
    const invariants = await brokenInvariants(db);
    // The roles of those who move them were given without asking anybody.
    const laws = brokenLaws({ ...only(await readHistory(db, before), 'promotion'), acknowledged });
    const lost = laws.filter(({ law }) => law === lossLaw).map(sentenceOf);
    const others = laws.filter(({ law }) => law !== lossLaw).map(sentenceOf);
    const wrong = [...invariants, ...others, ...(await notLive(db, promotions))];
    return { promotions, kills: lives.killed, acknowledged: acknowledged.length, lost, wrong };
  } finally {
    // One that was killed last may still be on its way up, and asks the database what it left.
    await lives.end();
    await db.destroy();
  }
}

/** After which acknowledged steps it is killed: as many as asked for, at random; a few of the last steps are taken for granted. */
function pointsAmong(steps: number, kills: number): number[] {
  const points = new Set<number>();
  while (points.size < kills) points.add(Math.floor(Math.random() * Math.max(steps * 0.95, kills)));
  return [...points].sort((a, b) => a - b);
}

/** People, models and versions, one pipeline for each connection. */
async function prepared(of: Preparing): Promise<Pipeline[]> {
  const { db, lives, token, teams } = of;
  for (const name of teams) await addTeam(db, name);
  const people = { asker: 'ml-engineer', scientist: 'data-scientist' };
  const tokens = { asker: '', scientist: '' };
  for (const name of ['asker', 'scientist'] as const) {
    const id = await addPerson(db, `${name}-${randomBytes(4).toString('hex')}`);
    await giveRole(db, { to: id, role: people[name] });
    const input = { principalId: id, name: 'bench' };
    const made = await lives.ask<{ createApiToken: { secret: string } }>(token, createToken, { input });
    tokens[name] = made.createApiToken.secret;
  }
  const terms = { environment: 'production', riskTier: 'MINIMAL', fourEyes: true, checks: ['NOT_FROZEN'] };
  const policy = { ...terms, approvals: [{ role: 'data-scientist' }] };
  await lives.ask(token, savePolicy, { input: policy });
  const each = Math.ceil(of.promotions / connections);
  const counts = Array.from({ length: connections }, (_, i) => Math.min(each, of.promotions - i * each));
  const wanted = counts.filter(count => count > 0);
  return Promise.all(
    wanted.map((count, i) => {
      const team = teams[i % teams.length] ?? null;
      return Pipeline.prepare({ lives, token, tokens, model: `race-${i}`, team, count });
    }),
  );
}

interface Preparing {
  db: Db;
  lives: Lives;
  token: string;
  promotions: number;
  teams: readonly string[];
}

const createToken = 'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret } }';
const savePolicy = 'mutation ($input: SavePolicyInput!) { savePolicy(input: $input) { problem { message } } }';

/** That each promotion became live in its time, once. */
async function notLive(db: Db, promotions: number): Promise<string[]> {
  const sql = `SELECT count(*)::int AS count FROM event.entry WHERE action = 'promotion.live' AND NOT refused`;
  const [found] = await rows<{ count: number }>(db, sql);
  return found?.count === promotions ? [] : [`${found?.count} of ${promotions} promotions became live.`];
}

const sizes = { promotions: 2_000, kills: 50 } as const;

/** 2,000 promotions with kill -9 at 50 random points. */
export async function benchKills(): Promise<Figure[]> {
  return withDatabase(async ({ url: databaseUrl, home }) => {
    const token = randomBytes(24).toString('hex');
    const settings = {
      ...{ DATABASE_URL: databaseUrl, HANDOFF_HOME: home, HANDOFF_BOOTSTRAP_TOKEN: token, HANDOFF_DEMO: '0' },
    };
    const start = () => startProcess([launcher, 'start'], settings);
    const began = performance.now();
    const survived = await killOften({ databaseUrl, token, start, ...sizes });
    const seconds = (performance.now() - began) / 1000;
    for (const line of [...survived.wrong, ...survived.lost]) process.stderr.write(`${line}\n`);
    return figuresOf(survived, seconds);
  });
}

function figuresOf({ promotions, kills, acknowledged, lost, wrong }: Survived, seconds: number): Figure[] {
  const of = `${promotions.toLocaleString('en')} promotions, killed ${kills} times`;
  const counted = (name: string, count: number) =>
    figure({ bench: 'kills', figure: name, unit: 'times', samples: [count], atMost: 0 });
  return [
    counted(`acknowledged steps lost, of ${acknowledged.toLocaleString('en')} in ${of}`, lost.length),
    counted(`half states after ${of}`, wrong.length),
    figure({ bench: 'kills', figure: `${of}, in all`, unit: 's', samples: [seconds] }),
  ];
}
