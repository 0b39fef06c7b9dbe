import { rows } from '@handoff/kit/database/database';
import { isId } from '@handoff/kit/id';
import { addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Handing } from './testing/handing.ts';

let handing: Handing;
let [admin, dan, bo, cy, eve] = ['', '', '', '', ''];
beforeAll(async () => {
  handing = await Handing.open();
  ({ admin, dan, bo, cy, eve } = handing.people);
});
afterAll(() => handing.database.drop());

const asked = (modelId: string) =>
  rows<{ assignee: string; state: string; by: string }>(
    handing.database.db,
    `SELECT assignee_id AS assignee, state, proposed_by_id AS by FROM access.assignment
     WHERE model_id = $1 AND role_key = 'ml-engineer' ORDER BY id`,
    [modelId],
  );

describe('offering', () => {
  it('hands a version to a person, who is told', async () => {
    const model = await handing.model({ name: 'offer/person' });
    const input = { model: 'offer/person', version: '1', toId: bo, note: 'Take care of it.' };
    const { handover, problem } = await handing.run('offerHandover', dan, input);
    expect(problem).toBeNull();
    expect(handover).toMatchObject({
      state: 'OFFERED',
      stands: true,
      revision: 1,
      note: 'Take care of it.',
      version: { version: '1' },
      from: { name: 'Dan' },
      to: { name: 'Bo' },
      answeredBy: null,
      moves: ['WITHDRAW'],
      anyone: ['REVIEW', 'RETURN', 'WITHDRAW'],
    });
    expect(isId('hov', handover?.id ?? '')).toBe(true);
    expect(handover?.sections.map(({ verdict }) => verdict)).toEqual(new Array(6).fill('OPEN'));
    const due = Date.parse(handover?.dueAt as string) - Date.parse(handover?.offeredAt as string);
    expect(due).toBe(7 * 24 * 3600 * 1000);
    const told = await rows(
      handing.database.db,
      'SELECT kind, model_id FROM event.notification WHERE subject_id = $1',
      [handover?.id],
    );
    expect(told).toEqual([{ kind: 'handover.offered', model_id: model }]);
  });

  it('hands it to a team, and to nobody twice while it is open', async () => {
    const { id } = await handing.offered('offer/twice', handing.team);
    const input = { model: 'offer/twice', version: '1', toId: handing.team };
    const again = await handing.run('offerHandover', dan, input);
    expect(again.problem).toMatchObject({
      __typename: 'Conflict',
      reason: 'ROLE_TAKEN',
      message: expect.stringContaining(id),
    });
    expect((await handing.run('offerHandover', dan, { ...input, toId: eve })).problem).toBeNull();
    await handing.run('withdrawHandover', dan, { handoverId: id });
    expect((await handing.run('offerHandover', dan, input)).problem).toBeNull();
  });

  it('is once for two at once', async () => {
    const model = await handing.model({ name: 'offer/race' });
    const input = { model, version: '1', toId: bo };
    const answers = await Promise.all([1, 2, 3].map(() => handing.run('offerHandover', dan, input)));
    expect(answers.filter(({ handover }) => handover)).toHaveLength(1);
  });

  it('is for who registers versions or edits the model', async () => {
    const model = await handing.model({ name: 'offer/refused' });
    const refused = await handing.run('offerHandover', eve, { model, version: '1', toId: bo });
    expect(refused.problem).toMatchObject({
      __typename: 'NotAllowed',
      rule: 'version-register',
      whoCan: [{ name: 'Dan' }, { name: 'Admin' }],
    });
    expect(await handing.actions(model)).toContain('offerHandover.refused');
  });

  it.each<[string, () => object, object]>([
    ['a model that is not there', () => ({ model: 'nowhere' }), { __typename: 'NotFound' }],
    ['a version that is not there', () => ({ version: '7' }), { __typename: 'NotFound' }],
    ['nobody', () => ({ toId: 'per_nobody' }), { field: 'toId' }],
    ['a service account', () => ({ toId: 'svc_00000000000000000000000000' }), { field: 'toId' }],
    ['who offers it', () => ({ toId: dan }), { field: 'toId' }],
    ['a day that is past', () => ({ dueAt: '2020-01-01T00:00:00Z' }), { field: 'dueAt' }],
    ['a note with a NUL', () => ({ note: 'a\u0000b' }), { field: 'note' }],
  ])('to or with %s says what to mend', async (name, changes, expected) => {
    const model = await handing.model({ name: `offer/${name.replaceAll(/[^a-z]/g, '-').toLowerCase()}` });
    const answer = await handing.run('offerHandover', dan, { model, version: '1', toId: bo, ...changes() });
    expect(answer.problem).toMatchObject(expected);
  });

  it('to a team needs a member who could take it, and an archived version is not offered', async () => {
    const model = await handing.model({ name: 'offer/alone' });
    const alone = await addTeam(handing.database.db, 'alone', [dan]);
    expect((await handing.run('offerHandover', dan, { model, version: '1', toId: alone })).problem).toMatchObject({
      field: 'toId',
    });
    await rows(handing.database.db, "UPDATE registry.version SET state = 'ARCHIVED' WHERE model_id = $1", [model]);
    const archived = await handing.run('offerHandover', dan, { model, version: '1', toId: bo });
    expect(archived.problem).toMatchObject({ __typename: 'WrongState', state: 'ARCHIVED' });
  });

  it('of a restricted model goes to who may see it', async () => {
    const model = await handing.model({ name: 'offer/secret', visibility: 'RESTRICTED' });
    const input = { model, version: '1', toId: handing.team };
    expect((await handing.run('offerHandover', dan, input)).problem).toMatchObject({
      field: 'toId',
      message: expect.stringContaining('propose a role'),
    });
    await giveRole(handing.database.db, { to: cy, role: 'stakeholder', model });
    const { handover } = await handing.run('offerHandover', dan, input);
    expect(handover?.state).toBe('OFFERED');
    expect(await handing.read(cy, handover?.id ?? '')).toMatchObject({ state: 'OFFERED' });
    expect(await handing.read(eve, handover?.id ?? '')).toBeNull();
    const stranger = await handing.run('reviewHandover', eve, {
      handoverId: handover?.id,
      section: 'LABELS',
      comment: 'x',
    });
    expect(stranger.problem).toMatchObject({ __typename: 'NotFound' });
    expect((await handing.run('offerHandover', eve, input)).problem).toMatchObject({ __typename: 'NotFound' });
  });
});

describe('answering', () => {
  it('with every section accepted takes it over, and asks the engineer to answer for the model', async () => {
    const offered = await handing.offered('answer/accepted');
    const [{ model_id: model = '' } = {}] = await rows<{ model_id: string }>(
      handing.database.db,
      'SELECT model_id FROM registry.handover WHERE id = $1',
      [offered.id],
    );
    const { digest, moves } = await handing.review(offered.id);
    expect(moves).toEqual(['REVIEW', 'ACCEPT', 'RETURN']);
    const { handover, problem } = await handing.run('answerHandover', bo, {
      handoverId: offered.id,
      accept: true,
      digest,
      comment: 'Gladly.',
    });
    expect(problem).toBeNull();
    expect(handover).toMatchObject({
      state: 'ACCEPTED',
      stands: true,
      digest,
      closingNote: 'Gladly.',
      answeredBy: { name: 'Bo' },
      moves: [],
      anyone: [],
    });
    expect(await asked(model)).toEqual([{ assignee: bo, state: 'PROPOSED', by: dan }]);
    expect((await handing.actions(offered.id)).at(-1)).toBe('handover.accepted');
  });

  it('asks nobody who holds the role or was asked, and asks as Handoff when who offered is gone', async () => {
    const offered = await handing.offered('answer/held');
    const [{ model_id: model = '' } = {}] = await rows<{ model_id: string }>(
      handing.database.db,
      'SELECT model_id FROM registry.handover WHERE id = $1',
      [offered.id],
    );
    await giveRole(handing.database.db, { to: bo, role: 'ml-engineer', model });
    const { digest } = await handing.review(offered.id);
    await handing.run('answerHandover', bo, { handoverId: offered.id, accept: true, digest });
    expect(await asked(model)).toHaveLength(1);
    const again = await handing.run('offerHandover', admin, { model, version: '1', toId: cy });
    const seen = await handing.review(again.handover?.id ?? '', cy);
    await rows(handing.database.db, 'UPDATE access.person SET active = false WHERE id = $1', [admin]);
    await handing.run('answerHandover', cy, { handoverId: seen.id, accept: true, digest: seen.digest });
    await rows(handing.database.db, 'UPDATE access.person SET active = true WHERE id = $1', [admin]);
    expect((await asked(model))[1]).toEqual({ assignee: cy, state: 'PROPOSED', by: 'svc_00000000000000000000000000' });
  });

  it('is refused while sections are open, and names them', async () => {
    const offered = await handing.offered('answer/open');
    await handing.run('reviewHandover', bo, { handoverId: offered.id, section: 'FEATURES', verdict: 'ACCEPTED' });
    const early = await handing.run('answerHandover', bo, {
      handoverId: offered.id,
      accept: true,
      digest: offered.digest,
    });
    expect(early.problem).toMatchObject({
      __typename: 'WrongState',
      state: 'IN_REVIEW',
      allowed: ['REVIEW', 'RETURN', 'WITHDRAW'],
      message: expect.stringContaining('labels, assumptions, training data, change history, documentation'),
    });
    expect(early.handover).toMatchObject({ state: 'IN_REVIEW' });
  });

  it('returns it, and says why', async () => {
    const { id: handoverId, digest } = await handing.offered('answer/returned');
    const answer = { handoverId, accept: false, digest };
    expect((await handing.run('answerHandover', bo, answer)).problem).toMatchObject({ field: 'comment' });
    await handing.run('reviewHandover', bo, {
      handoverId,
      section: 'LABELS',
      verdict: 'REJECTED',
      comment: 'Wrong unit.',
    });
    const { handover } = await handing.run('answerHandover', bo, answer);
    expect(handover).toMatchObject({ state: 'RETURNED', answeredBy: { name: 'Bo' }, moves: [] });
    expect((await handing.actions(handoverId)).at(-1)).toBe('handover.returned');
  });

  it.each<['document' | 'assumption', string]>([
    ['document', 'documentation'],
    ['assumption', 'assumptions'],
  ])('names what it saw: a changed %s is looked at again', async (what, section) => {
    const offered = await handing.offered(`answer/changed-${what}`);
    const { digest } = await handing.review(offered.id);
    await handing.alter(what, offered);
    const answer = { handoverId: offered.id, accept: true, digest };
    const late = await handing.run('answerHandover', bo, answer);
    expect(late.problem).toMatchObject({ __typename: 'Conflict', reason: 'EVIDENCE_CHANGED' });
    expect(late.handover?.digest).not.toBe(digest);
    const fresh = { ...answer, digest: late.handover?.digest };
    expect((await handing.run('answerHandover', bo, fresh)).problem).toMatchObject({
      __typename: 'WrongState',
      message: expect.stringContaining(`Not accepted yet: ${section}.`),
    });
    await handing.review(offered.id);
    expect((await handing.run('answerHandover', bo, fresh)).handover).toMatchObject({
      state: 'ACCEPTED',
      stands: true,
    });
    await handing.alter('document', offered);
    const fallen = await handing.read(dan, offered.id);
    expect(fallen).toMatchObject({ state: 'ACCEPTED', stands: false, digest: fresh.digest });
    expect(fallen?.sections.every(({ verdict }) => verdict === 'ACCEPTED')).toBe(true);
  });

  it('by two at once is taken once, and the other hears who was first', async () => {
    const offered = await handing.offered('answer/race', handing.team);
    const { digest } = await handing.review(offered.id, cy);
    const answer = { handoverId: offered.id, digest, accept: true };
    const answers = await Promise.all([
      handing.run('answerHandover', bo, answer),
      handing.run('answerHandover', cy, answer),
    ]);
    const [lost] = answers.flatMap(({ problem }) => (problem ? [problem] : []));
    const [won] = answers.flatMap(({ problem, handover }) => (problem ? [] : [handover]));
    const { name } = (won?.answeredBy ?? {}) as { name?: string };
    expect(lost).toMatchObject({
      __typename: 'WrongState',
      state: 'ACCEPTED',
      message: expect.stringContaining(`It was ${name} who answered.`),
    });
  });

  it('is theirs alone whom it was offered to', async () => {
    const { id: handoverId, digest } = await handing.offered('answer/refused');
    const answer = { handoverId, digest, accept: true };
    const rules = [dan, eve].map(async who => (await handing.run('answerHandover', who, answer)).problem);
    expect(await Promise.all(rules)).toEqual([
      expect.objectContaining({ rule: 'four-eyes', whoCan: [{ name: 'Bo' }] }),
      expect.objectContaining({ rule: 'recipient-reviews', whoCan: [{ name: 'Bo' }] }),
    ]);
    expect(await handing.actions(handoverId)).toContain('answerHandover.refused');
  });
});
