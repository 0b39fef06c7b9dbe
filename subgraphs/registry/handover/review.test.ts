import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { ask } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Handing, type Shown, shown } from './testing/handing.ts';

let handing: Handing;
let [admin, dan, bo, cy, eve] = ['', '', '', '', ''];
beforeAll(async () => {
  handing = await Handing.open();
  ({ admin, dan, bo, cy, eve } = handing.people);
});
afterAll(() => handing.database.drop());

const sectionOf = (handover: Shown | null, name: string) => handover?.sections.find(({ section }) => section === name);

describe('reviewing', () => {
  it('goes section by section, with comments both ways', async () => {
    const { id: handoverId } = await handing.offered('review/thread');
    const about = { handoverId, section: 'TRAINING_DATA' };
    const note = await handing.run('reviewHandover', dan, { ...about, comment: 'Look at the weekends.' });
    expect(note.handover).toMatchObject({ state: 'OFFERED', revision: 2 });
    const asked = await handing.run('reviewHandover', bo, { ...about, verdict: 'QUESTION', comment: 'Which zone?' });
    expect(asked.handover).toMatchObject({ state: 'IN_REVIEW', revision: 3 });
    await handing.run('reviewHandover', dan, { ...about, comment: 'UTC.' });
    const { handover } = await handing.run('reviewHandover', bo, { ...about, verdict: 'ACCEPTED' });
    expect(sectionOf(handover, 'TRAINING_DATA')).toMatchObject({
      verdict: 'ACCEPTED',
      by: { name: 'Bo' },
      comments: [
        { text: 'Look at the weekends.', by: { name: 'Dan' } },
        { text: 'Which zone?', by: { name: 'Bo' } },
        { text: 'UTC.', by: { name: 'Dan' } },
      ],
    });
    expect(sectionOf(handover, 'LABELS')).toMatchObject({ verdict: 'OPEN', by: null, comments: [] });
    expect(await handing.actions(handoverId)).toEqual(['handover.offered', ...new Array(4).fill('handover.reviewed')]);
  });

  it('says in the trail what was found, and makes it due to be told', async () => {
    const { id } = await handing.offered('review/trail');
    const input = { handoverId: id, section: 'CHANGE_HISTORY', verdict: 'REJECTED', comment: 'None.' };
    await handing.run('reviewHandover', bo, input);
    const [entry] = await rows(
      handing.database.db,
      `SELECT e.summary, e.changes FROM event.entry e JOIN event.notification n ON n.entry_id = e.id
       WHERE e.subject_id = $1 AND e.action = 'handover.reviewed'`,
      [id],
    );
    expect(entry).toEqual({
      summary: 'commented on and rejected the change history of version 1 of review/trail',
      changes: [
        { name: 'state', change: 'CHANGED', before: 'OFFERED', after: 'IN_REVIEW' },
        { name: 'CHANGE_HISTORY', change: 'CHANGED', before: 'OPEN', after: 'REJECTED' },
      ],
    });
  });

  it('is for one of a team, and not for who offered or trained it', async () => {
    const offered = await handing.offered('review/team', handing.team);
    const judge = (who: string) =>
      handing.run('reviewHandover', who, { handoverId: offered.id, section: 'LABELS', verdict: 'ACCEPTED' });
    expect((await judge(dan)).problem).toMatchObject({ rule: 'four-eyes', whoCan: [{ name: 'ml' }] });
    expect((await judge(eve)).problem).toMatchObject({ rule: 'recipient-reviews' });
    const { id } = offered.version as { id: string };
    await rows(handing.database.db, 'UPDATE registry.version SET trained_by_id = $2 WHERE id = $1', [id, cy]);
    expect((await judge(cy)).problem).toMatchObject({ rule: 'four-eyes' });
    expect((await judge(bo)).problem).toBeNull();
    const talk = { handoverId: offered.id, section: 'LABELS', comment: 'Hello.' };
    expect((await handing.run('reviewHandover', eve, talk)).problem).toMatchObject({ rule: 'recipient-reviews' });
    expect((await handing.run('reviewHandover', admin, talk)).problem).toBeNull();
  });

  it('by two at once keeps both', async () => {
    const { id: handoverId } = await handing.offered('review/race', handing.team);
    const judge = (who: string, section: string) =>
      handing.run('reviewHandover', who, { handoverId, section, verdict: 'ACCEPTED', comment: section });
    await Promise.all([judge(bo, 'LABELS'), judge(cy, 'FEATURES'), judge(bo, 'ASSUMPTIONS')]);
    const handover = await handing.read(dan, handoverId);
    expect(handover?.revision).toBe(4);
    expect(handover?.sections.flatMap(({ verdict, comments }) => [verdict, comments.length])).toEqual([
      ...['ACCEPTED', 1, 'ACCEPTED', 1, 'ACCEPTED', 1],
      ...['OPEN', 0, 'OPEN', 0, 'OPEN', 0],
    ]);
  });

  it.each([
    [
      { verdict: null, comment: ' ' },
      { __typename: 'InvalidInput', field: 'verdict' },
    ],
    [{ comment: 'a\u0000b' }, { __typename: 'InvalidInput', field: 'comment' }],
    [{ revision: 7 }, { __typename: 'Conflict', reason: 'STALE_REVISION' }],
    [{ handoverId: 'hov_nobody' }, { __typename: 'NotFound' }],
  ])('of %j says what to mend', async (changes, expected) => {
    const { id } = await handing.offered(`review/bad-${Object.keys(changes).join('-').toLowerCase()}`);
    const input = { handoverId: id, section: 'LABELS', verdict: 'ACCEPTED', ...changes };
    expect((await handing.run('reviewHandover', bo, input)).problem).toMatchObject(expected);
    expect(await handing.read(bo, id)).toMatchObject({ state: 'OFFERED', revision: 1 });
  });

  it('stops at a thousand comments, and a verdict still counts', async () => {
    const { id } = await handing.offered('review/many');
    const many = `INSERT INTO registry.handover_comment (handover_id, position, section, by_id, at, text)
      SELECT $1, n, 'LABELS', $2, now(), 'again' FROM generate_series(0, 999) n`;
    await rows(handing.database.db, many, [id, bo]);
    const input = { handoverId: id, section: 'LABELS', verdict: 'ACCEPTED' };
    expect((await handing.run('reviewHandover', bo, { ...input, comment: 'x' })).problem).toMatchObject({
      field: 'comment',
    });
    expect((await handing.run('reviewHandover', bo, input)).problem).toBeNull();
  });
});

describe('withdrawing', () => {
  it('takes back what was not answered, and ends the review', async () => {
    const { id: handoverId } = await handing.offered('withdraw/done');
    expect((await handing.run('withdrawHandover', bo, { handoverId })).problem).toMatchObject({
      rule: 'offerer-withdraws',
    });
    const { handover } = await handing.run('withdrawHandover', dan, { handoverId, reason: 'A better one comes.' });
    expect(handover).toMatchObject({
      state: 'WITHDRAWN',
      closingNote: 'A better one comes.',
      answeredAt: null,
      moves: [],
    });
    for (const [change, input] of [
      ['reviewHandover', { section: 'LABELS', verdict: 'ACCEPTED' }],
      ['answerHandover', { accept: false, digest: handover?.digest }],
    ] as const) {
      const late = await handing.run(change, bo, { handoverId, ...input });
      expect(late.problem).toMatchObject({ __typename: 'WrongState', state: 'WITHDRAWN', allowed: [] });
      expect(late.handover).toMatchObject({ state: 'WITHDRAWN' });
    }
    expect((await handing.actions(handoverId)).at(-1)).toBe('handover.withdrawn');
  });

  it('is for who assigns roles of the model too: whoever offered may be gone', async () => {
    const { id: handoverId } = await handing.offered('withdraw/other');
    expect((await handing.run('withdrawHandover', admin, { handoverId })).problem).toBeNull();
  });
});

describe('reading', () => {
  interface Lists {
    person: { handovers: Shown[] } | null;
    modelVersion: { handovers: Shown[] } | null;
  }
  const lists = `query ($id: ID!, $version: ID!, $state: [HandoverState!]) {
    person(id: $id) { handovers(state: $state) { ${shown} } } modelVersion(id: $version) { handovers { ${shown} } } }`;

  it('lists what was offered to a person or their team, and to whom a version was offered', async () => {
    const first = await handing.offered('read/first', cy);
    const team = await handing.offered('read/team', handing.team);
    await handing.run('withdrawHandover', dan, { handoverId: first.id });
    const { id: version } = first.version as { id: string };
    const ids = async (variables: object) => {
      const answer = await ask<Lists>(handing.as(eve), lists, { id: cy, version, ...variables });
      return [answer.person?.handovers, answer.modelVersion?.handovers].map(list => list?.map(({ id }) => id));
    };
    const [all = [], ofVersion] = await ids({});
    expect(all.slice(0, 2)).toEqual([team.id, first.id]);
    expect(ofVersion).toEqual([first.id]);
    expect((await ids({ state: ['WITHDRAWN'] }))[0]).toEqual([first.id]);
    expect((await ids({ state: [] }))[0]).toEqual([]);
  });

  it('lists what a person offered', async () => {
    const offer = await handing.offered('read/offer', cy);
    const source = `query ($id: ID!) { person(id: $id) { offers(state: [OFFERED]) { ${shown} } } }`;
    const answer = await ask<{ person: { offers: Shown[] } | null }>(handing.as(eve), source, { id: dan });
    expect(answer.person?.offers[0]?.id).toBe(offer.id);
    const others = await ask<{ person: { offers: Shown[] } | null }>(handing.as(eve), source, { id: cy });
    expect(others.person?.offers).toEqual([]);
  });

  it('leaves out what is about models that the viewer may not see', async () => {
    const model = await handing.model({ name: 'read/secret' });
    const { handover } = await handing.run('offerHandover', dan, { model, version: '1', toId: bo });
    await rows(handing.database.db, "UPDATE access.model SET visibility = 'RESTRICTED' WHERE id = $1", [model]);
    const source = 'query ($id: ID!) { person(id: $id) { handovers { id } } }';
    const seen = async (who: string) =>
      (await ask<Lists>(handing.as(who), source, { id: bo })).person?.handovers.map(({ id }) => id);
    expect(await seen(dan)).toContain(handover?.id);
    expect(await seen(eve)).not.toContain(handover?.id);
    expect(await handing.read(eve, handover?.id ?? '')).toBeNull();
  });

  it('asks as many statements for many handovers as for one', async () => {
    const ids: string[] = [];
    for (const name of ['one', 'two', 'three']) ids.push((await handing.offered(`read/${name}`)).id);
    for (const id of ids) await handing.review(id);
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Handover { ${shown} } } }`;
    const counted = async (of: string[]) => {
      const representations = of.map(id => ({ __typename: 'Handover', id }));
      const { result, statements } = await countStatements(() => ask(handing.as(bo), source, { of: representations }));
      expect((result as { _entities: Shown[] })._entities.map(({ id }) => id)).toEqual(of);
      return statements.length;
    };
    expect(await counted(ids)).toBe(await counted(ids.slice(0, 1)));
  });
});
