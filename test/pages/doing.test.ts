import { type Furnished, furnish } from '@handoff/bench/furnish';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';
import { unescaped, Visitor } from './visitor.ts';

let house: TestHouse;
let furnished: Furnished;
let version = '';
beforeAll(async () => {
  house = await testHouse('socket');
  furnished = await furnish(house.admin);
  const document = '{ model(name: "churn") { latestVersion { id } } }';
  version = (await asked<{ model: { latestVersion: { id: string } } }>(house.admin, document)).model.latestVersion.id;
});
afterAll(() => house?.stop());

const as = (name: string, to: string) => new Visitor(house.url).be(name, to);

/** The id of whoever is offered under a name on the page where somebody is. */
function idOf(them: Visitor, name: string): string {
  const found = new RegExp(`<option value="([^"]+)">${name}`).exec(them.html)?.[1];
  if (!found) throw new Error(`${name} is not offered at ${them.address}.`);
  return found;
}

it('a version is handed over, and taken section by section', async () => {
  const chloe = await as('Chloé Martin', `/versions/${version}/handover`);
  expect(chloe.html).not.toContain('<option value="">Chloé');
  await chloe.press('Offer it', { to: idOf(chloe, 'Lukas Weber'), note: 'Look at the baskets first.' });
  expect(chloe.address).toBe(`/versions/${version}?done=offer`);
  expect(unescaped(chloe.html)).toContain('Done.</strong> The version is offered.');
  const lukas = await as('Lukas Weber', '/');
  expect(lukas.html).toContain('Take over Customer churn, version 3');
  await lukas.open(`/versions/${version}`);
  expect(lukas.html).toContain('Look at the baskets first.');
  await lukas.press('Review features', { verdict: 'ACCEPTED', comment: '' });
  expect(lukas.html).toContain('Your review of this section is kept.');
});

it('a handover without anybody named is refused in words, and keeps its note', async () => {
  const chloe = await as('Chloé Martin', `/versions/${version}/handover`);
  await chloe.press('Offer it', { to: '', note: 'kept' });
  expect([chloe.status, chloe.html.includes('>kept</textarea>')]).toEqual([422, true]);
});

it('what stands in the way of a promotion is seen before it is asked for', async () => {
  const lukas = await as('Lukas Weber', `/versions/${version}/promote`);
  expect(lukas.html).toContain('Choose an environment above.');
  expect(lukas.html).not.toContain('>Ask for it</button>');
  await lukas.open(`/versions/${version}/promote?environment=production`);
  expect(unescaped(lukas.html)).toContain('Callers of the version that runs there would break: newsletter.');
  expect(lukas.html).toContain('Would be blocked');
  expect(await promotionsOf()).toBe(0);
  await lukas.press('Ask all the same', {
    reason: 'Personal data go.',
    strategy: 'CANARY',
    steps: '5, 25,100',
    minutes: '10',
  });
  expect(lukas.address).toMatch(/^\/promotions\/pro_\w+\?done=ask$/);
  expect(lukas.html).toContain('Blocked');
  expect(lukas.html).toContain('at least 10 minutes');
  expect(await promotionsOf()).toBe(1);
});

async function promotionsOf(): Promise<number> {
  const { modelVersion } = await asked<{ modelVersion: { promotions: object[] } }>(
    house.admin,
    'query ($id: ID!) { modelVersion(id: $id) { promotions { id } } }',
    { id: version },
  );
  return modelVersion.promotions.length;
}

it('somebody is asked to answer, passes it on, takes it back and ends it', async () => {
  const priya = await as('Priya Raman', '/assign/churn');
  await priya.press('Ask them', { role: 'developer', to: idOf(priya, 'Noor Haddad'), work: 'The campaign tool.' });
  expect(priya.html).toContain('They are asked.');
  const noor = await as('Noor Haddad', '/assign/churn');
  await noor.press('Accept');
  expect(noor.html).toContain('You accepted');
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
  await noor.press('Pass on for a while', { to: idOf(noor, 'Ben Okafor'), until });
  expect(noor.html).toContain('Passed on');
  await noor.press('Take it back');
  expect(noor.html).not.toContain('Passed on');
  await noor.press('End it', { reason: 'The campaign is over.' });
  expect(noor.html).toContain('It has ended');
  expect(noor.html).not.toContain('The campaign tool.');
});

it('people are found by name where there are more than fit', async () => {
  const priya = await as('Priya Raman', '/assign/churn?who=hadda');
  expect(priya.html).toContain('One person was found.');
  expect(priya.html).not.toContain('Ben Okafor (');
});

it('hosting is decided anew on what stands, and by who saw it', async () => {
  const lukas = await as('Lukas Weber', '/hosting/churn?environment=production');
  const late = lukas.twin();
  await late.open('/hosting/churn?environment=production');
  const typed = {
    rationale: 'Scores are asked for in the shop now.',
    serving: 'ONLINE',
    'cost-1': '310,5',
    'pros-1': 'fast',
  };
  await lukas.press('Decide', { ...typed, 'target-1': idOf(lukas, 'online-cluster') });
  expect(lukas.html).toContain('Scores are asked for in the shop now.');
  expect(lukas.html).toContain('310.5');
  expect(lukas.html).toContain('>Before</h2>');
  await late.press('Decide', { rationale: 'I had not seen that.' });
  expect([late.status, unescaped(late.html)]).toEqual([422, expect.stringContaining('is not the current one')]);
  expect(late.html).toContain('I had not seen that.</textarea>');
});

it('an experiment is set up, started, stopped and decided', async () => {
  const path = '/new-experiment/churn';
  const chloe = await as('Chloé Martin', path);
  const typed = { name: 'Fewer leave', hypothesis: 'They stay.', kind: 'PROPORTION', metric: 'kept', effect: '0.02' };
  await chloe.press('Set it up', { ...typed, baseline: '0.4', 'share-2': '70' });
  expect([chloe.status, chloe.html.includes('The shares add up to 120')]).toEqual([422, true]);
  await chloe.press('Set it up', { 'share-2': '50', 'guard-1': 'returns', 'margin-1': '0.1' });
  expect(chloe.address).toMatch(/^\/experiments\/exp_\w+\?done=create$/);
  expect(chloe.html).toContain('rows an arm');
  await chloe.press('Start');
  await chloe.press('Stop', { reason: 'The shop closes.' });
  await chloe.press('Decide', { verdict: 'INCONCLUSIVE', rationale: 'Too few.' });
  expect(chloe.html).toContain('The decision is kept.');
});

it('an advice is talked about and decided together', async () => {
  const home = await as('Chloé Martin', '/');
  expect(home.html).toContain(`href="/advice/${furnished.advice}"`);
  const chloe = await home.open(`/advice/${furnished.advice}`);
  await chloe.press('Say where it is discussed', { link: 'https://chat.example/archives/C1/p1' });
  expect(chloe.html).toContain('href="https://chat.example/archives/C1/p1"');
  const lukas = /value="(per_\w+)"[^>]*><label[^>]*>Lukas Weber/.exec(chloe.html)?.[1] ?? '';
  await chloe.press('Decide', { decision: 'KEEP', rationale: 'A campaign ran.', with: lukas });
  expect(chloe.html).toContain('Keep it as it is');
  expect(chloe.html).toMatch(/Chloé Martin<\/a>, <a[^>]*>Lukas Weber/);
  expect(chloe.html).not.toContain('>Decide</button>');
});

it('an alert is acknowledged, silenced, heard again and resolved', async () => {
  const priya = await as('Priya Raman', '/alerts');
  const path = /href="(\/alerts\/alr_\w+)">Scores come late/.exec(priya.html)?.[1] ?? '';
  await priya.open(path);
  await priya.press('Acknowledge', { note: 'On it.' });
  await priya.press('Silence', { minutes: '60', reason: 'A known gap.' });
  expect(priya.html).toContain('Silent until');
  await priya.press('End the silence');
  await priya.press('Resolve', { note: 'The job runs again.' });
  expect(priya.html).toContain('It is resolved.');
  expect(priya.html).toContain('acknowledged it');
});

it.each([
  ['/assign/churn', '>Ask them</button>'],
  ['/hosting/churn', '>Decide</button>'],
  ['/new-experiment/churn', '>Set it up</button>'],
])('%s has no form for who may not, and says why', async (path, button) => {
  const grace = await as('Grace Adeyemi', path);
  expect([grace.status, grace.html.includes(button), grace.html.includes('You may not')]).toEqual([200, false, true]);
});
