import { execute } from '@handoff/kit/command';
import { newContext } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { actor, ground } from '@handoff/kit/testing/graph';
import { describe, expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Dealings, type Office, promotionFields } from '../testing/office.ts';
import { decidePromotion } from './decide.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
officeForEach(of => {
  ({ database, office, deal } = of);
});

describe('reading', () => {
  it('previews what would come of it, and changes nothing', async () => {
    await deal.live('1');
    office.registry.breaks.set(`${office.first.id}:${office.second.id}`, ['income']);
    const before = await rows(database.db, 'SELECT FROM event.entry');
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ModelVersion {
      promotionPreview(environment: "production") { wouldBe checks { kind passed whoCanClear { id } } approvals { role } whoCanApprove { id } comparison { id } } } } }`;
    const representations = [{ __typename: 'ModelVersion', id: office.second.id }];
    const seen = await office.ask<{ _entities: { promotionPreview: Record<string, unknown> }[] }>(
      office.asker,
      source,
      { of: representations },
    );
    expect(seen._entities[0]?.promotionPreview).toMatchObject({
      wouldBe: 'BLOCKED',
      approvals: [{ role: 'data-scientist' }, { role: 'it-ops' }],
      whoCanApprove: [{ id: office.scientist }, { id: office.ops }],
      comparison: { id: `${office.first.id}:${office.second.id}` },
    });
    expect(await rows(database.db, 'SELECT FROM event.entry')).toHaveLength(before.length);
    await rows(database.db, "UPDATE access.model SET visibility = 'RESTRICTED' WHERE id = $1", [office.modelId]);
    const hidden = await office.ask<{ _entities: { promotionPreview: null }[] }>(office.stranger, source, {
      of: representations,
    });
    expect(hidden._entities[0]?.promotionPreview).toBeNull();
  });

  it('lists what a person can decide as the policy would let them, to them alone', async () => {
    const asked = await deal.request();
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { decisions { totalCount nodes { id } } } } }`;
    const listed = async (id: string, as = id) => {
      const of = [{ __typename: 'Person', id }];
      return (await office.ask<{ _entities: { decisions: { nodes: { id: string }[] } | null }[] }>(as, source, { of }))
        ._entities[0]?.decisions;
    };
    const ids = async (id: string) => (await listed(id))?.nodes.map(node => node.id);
    for (const who of [office.scientist, office.ops]) expect(await ids(who)).toEqual([asked.promotion?.id]);
    for (const who of [office.asker, office.trainer, office.risk, office.stranger]) expect(await ids(who)).toEqual([]);
    await deal.decide(office.ops, asked);
    expect(await ids(office.ops)).toEqual([]);
    expect(await listed(office.ops, office.risk)).toBeNull();
  });

  it('lists what a person asked for until it is over, to them alone', async () => {
    const asked = await deal.request();
    const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { requests { totalCount nodes { id } } } } }`;
    const listed = async (id: string, as = id) => {
      const of = [{ __typename: 'Person', id }];
      return (await office.ask<{ _entities: { requests: { totalCount: number } | null }[] }>(as, source, { of }))
        ._entities[0]?.requests;
    };
    const id = asked.promotion?.id ?? '';
    const before = (await listed(office.asker))?.totalCount ?? 0;
    expect(await listed(office.asker)).toMatchObject({ nodes: expect.arrayContaining([{ id }]) });
    expect((await listed(office.ops))?.totalCount).toBe(0);
    expect(await listed(office.asker, office.risk)).toBeNull();
    await deal.decide(office.ops, asked, { decision: 'REJECT', comment: 'Not yet.' });
    expect((await listed(office.asker))?.totalCount).toBe(before - 1);
  });

  it('takes as many statements for many promotions as for one', async () => {
    await deal.request();
    await deal.live('2');
    const source = (first: number) => `{ promotions(first: ${first}) { totalCount nodes { ${promotionFields} } } }`;
    const one = await countStatements(() => office.ask(office.ops, source(1)));
    const many = await countStatements(() => office.ask(office.ops, source(50)));
    expect(many.statements.length).toBeLessThanOrEqual(one.statements.length + 2);
  });

  it('takes nine statements to decide: to start, three to read, three to write, to commit, and to wake', async () => {
    const { promotion } = await deal.request();
    const { id: promotionId = '', evidenceDigest = '' } = promotion ?? {};
    const context = newContext(ground(database.db), actor(office.scientist));
    const input = { promotionId, evidenceDigest, decision: 'APPROVE' } as const;
    const { result, statements } = await countStatements(() => execute(context, decidePromotion, input));
    expect(result.problem).toBeNull();
    expect(statements.map(sql => sql.trim().split(/\s/)[0])).toEqual([
      ...['START', 'SELECT', 'SELECT', 'SELECT'],
      ...['INSERT', 'UPDATE', 'WITH', 'SELECT', 'COMMIT'],
    ]);
  });
});
