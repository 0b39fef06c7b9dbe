import { deploymentSubgraph } from '@handoff/deployment/subgraph';
import { type Changed, dealings, easePolicy, type Office, of, openOffice } from '@handoff/deployment/testing/office';
import { type Db, rows } from '@handoff/kit/database/database';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { brokenLaws } from './faults/check.ts';
import { only, readHistory } from './faults/history.ts';
import { brokenInvariants } from './invariants.ts';

/** What came of many races for one promotion each. */
export interface Raced {
  races: number;
  contenders: number;
  /** What broke a rule: one sentence each. */
  wrong: string[];
  /** How often each outcome came about. */
  outcomes: Record<string, number>;
  /** How long the quickest needed in the last race, in milliseconds. */
  quickestMs: number;
}

const ways = ['approve', 'reject', 'withdraw', 'supersede'] as const;
type Way = (typeof ways)[number];

/** Lets people approve, reject, withdraw and supersede one promotion at once, again and again. */
export async function race(db: Db, of: { races: number; contenders: number }): Promise<Raced> {
  await easePolicy(db);
  const office = await openOffice(db, await deploymentSubgraph());
  for (const version of [office.first, office.second]) version.model.riskTier = 'LIMITED';
  const people = await contendersOf(office, of.contenders);
  const raced: Raced = { ...of, wrong: [], outcomes: {}, quickestMs: 100 };
  for (let i = 0; i < of.races; i++) await one(office, people, raced);
  raced.wrong.push(...(await brokenInvariants(db)));
  const history = only(await readHistory(db, new Set()), 'promotion');
  raced.wrong.push(...brokenLaws({ ...history, acknowledged: [] }).map(({ sentence }) => sentence));
  return raced;
}

/** Data scientists of the model, so that each of them may do any of it. */
async function contendersOf({ db, modelId }: Office, count: number): Promise<string[]> {
  const people: string[] = [];
  for (let i = 0; i < count; i++) {
    const id = await addPerson(db, `contender-${i}-${Math.random().toString(36).slice(2)}`);
    await giveRole(db, { to: id, role: 'data-scientist', model: modelId });
    people.push(id);
  }
  return people;
}

async function one(office: Office, people: readonly string[], raced: Raced): Promise<void> {
  const promotion = await dealings(office).request();
  if (!promotion.promotion) throw new Error(`Nobody could ask: ${promotion.problem?.message}`);
  // Some ways take less time than others: one of them, by chance, has a head start, so that each of them wins at times.
  const first = ways[Math.floor(Math.random() * ways.length)];
  const headStartMs = Math.random() * 2 * raced.quickestMs;
  const began = performance.now();
  let tookMs = Number.POSITIVE_INFINITY;
  const said = await Promise.all(
    people.map(async (who, i) => {
      const way = ways[i % ways.length] ?? 'approve';
      if (way !== first) await new Promise(resolve => setTimeout(resolve, headStartMs));
      const answer = await attempt(office, { who, way, promotion });
      if (way !== 'withdraw') tookMs = Math.min(tookMs, performance.now() - began);
      return { way, answer };
    }),
  );
  raced.quickestMs = tookMs;
  const outcome = await judge(office, { promotion, said, raced });
  raced.outcomes[outcome] = (raced.outcomes[outcome] ?? 0) + 1;
  await clear(office);
}

function attempt(
  office: Office,
  { who, way, promotion }: { who: string; way: Way; promotion: Changed },
): Promise<Changed> {
  const deal = dealings(office);
  if (way === 'approve') return deal.decide(who, promotion);
  if (way === 'reject') return deal.decide(who, promotion, { decision: 'REJECT', comment: 'No' });
  if (way === 'withdraw') return office.change(who, 'withdrawPromotion', of(promotion));
  return deal.request({ version: '2' }, who);
}

interface Said {
  way: Way;
  answer: Changed;
}

/** Where one promotion ended, and whether everybody was told the truth about it. */
async function judge(
  office: Office,
  { promotion, said, raced }: { promotion: Changed; said: readonly Said[]; raced: Raced },
): Promise<string> {
  const id = promotion.promotion?.id ?? '';
  const moves = await rows<{ action: string }>(
    office.db,
    `SELECT action FROM event.entry WHERE subject_id = $1 AND NOT refused AND action <> 'promotion.requested' ORDER BY seq, id`,
    [id],
  );
  const won = (way: Way) => said.filter(each => each.way === way && each.answer.problem === null).length;
  const happened = (action: string) => moves.filter(move => move.action === action).length;
  const expect = (holds: boolean, what: string) => void (holds || raced.wrong.push(`${id}: ${what}`));
  const ends = happened('promotion.rejected') + happened('promotion.withdrawn') + happened('promotion.superseded');
  expect(ends <= 1, `it ended ${ends} times`);
  expect(happened('promotion.approved') + ends >= 1, 'nobody moved it');
  expect(won('approve') === happened('promotion.approved'), 'an approval was acknowledged that is not there');
  expect(won('reject') === happened('promotion.rejected'), 'a rejection was acknowledged that is not there');
  expect(won('withdraw') === happened('promotion.withdrawn'), 'a withdrawal was acknowledged that is not there');
  expect(won('supersede') === 1, `${won('supersede')} newer promotions were taken`);
  for (const { answer } of said)
    expect(answer.problem === null || isTold(answer), `somebody was not told by whom: ${answer.problem?.message}`);
  return moves.map(({ action }) => action.replace('promotion.', '')).join(', then ');
}

/** Whether a loser hears who was quicker. */
function isTold({ problem }: Changed): boolean {
  return problem?.__typename === 'WrongState' && / by \S+ at \d{4}-/.test(problem.message);
}

/** Takes back what is left, for the next race: the owner of the model may. */
async function clear(office: Office): Promise<void> {
  const left = await rows<{ id: string }>(
    office.db,
    `SELECT id FROM deployment.promotion WHERE model_id = $1 AND state IN ('REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED')`,
    [office.modelId],
  );
  for (const { id } of left) await office.change(office.scientist, 'withdrawPromotion', { promotionId: id });
}
