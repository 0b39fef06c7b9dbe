import { setTimeout as sleep } from 'node:timers/promises';
import { rows } from '@handoff/kit/database/database';
import { tookMs } from '@handoff/kit/testing/queued';
import { expect, test } from 'vitest';
import { startBotHouse } from './testing/bot-house.ts';
import { notify, propose } from './testing/graph-state.ts';

const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };

// Each waits for seconds in a house of its own, so they wait side by side.
test.concurrent.for(['chat.postMessage', 'chat.postEphemeral', 'users.info'])(
  'it stops within five seconds while %s hangs, and the next bot does what was left',
  async (method, { onTestFinished }) => {
    const house = await startBotHouse('http');
    onTestFinished(() => house.stop());
    const sql = (statement: string) => rows(house.database.db, statement);
    house.slack.faults.api(method, { kind: 'delay', ms: 9_000 }, 20);
    for (let each = 0; each < 5; each++) propose(house.graph.state, proposal);
    for (let each = 0; each < 5; each++) void house.slack.mention('UANA', 'CML', 'help').catch(() => undefined);
    await expect.poll(() => sql('SELECT count(*) AS written FROM bot.inbox')).toEqual([{ written: 5 }]);
    await sleep(300);
    expect(await tookMs(() => house.bot.stop())).toBeLessThan(5_000);
    house.slack.faults.clear();
    house.bot = await house.startAnother();
    // A graph gives again what was not settled.
    for (const id of house.graph.state.assignments.keys()) notify(house.graph.state, id, 'assignment.proposed');
    await sql('UPDATE bot.outbox SET leased_until = NULL, due_at = now()');
    await sql("UPDATE bot.inbox SET due_at = now() WHERE state IN ('TAKEN', 'DUE')");
    await house.bot.idle();
    const subjects = new Set(house.messages('DBEN').map(card => card.metadata?.event_payload.subject));
    expect([...subjects].sort()).toEqual(['asg_1', 'asg_2', 'asg_3', 'asg_4', 'asg_5']);
    expect(house.slack.workspace.ephemerals.filter(({ text }) => /^You can ask/.test(text)).length).toBeGreaterThan(4);
  },
);
