import { rows } from '@handoff/kit/database/database';
import { actor } from '@handoff/kit/testing/graph';
import { addPerson } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { savePerson } from '../person/save-person.ts';
import { meanwhile } from '../testing/meanwhile.ts';
import { addModel, serve } from '../testing/models.ts';
import { type Office, openOffice } from '../testing/office.ts';
import { endAssignment } from './answer.ts';

let office: Office;
let [admin, bo, cy] = ['', '', ''];
beforeAll(async () => {
  office = await openOffice();
  ({ admin, bo, cy } = office.people);
});
afterAll(() => office.database.drop());

const whileLeaving = <T>(id: string, name: string, other: () => Promise<T>) => {
  const input = { id, name, email: `${name.toLowerCase()}@example.org`, active: false };
  return meanwhile(office.database.db, tx => savePerson.run(tx, actor(admin), input), other);
};
const rolesOf = (id: string) =>
  rows(office.database.db, "SELECT state FROM access.assignment WHERE assignee_id = $1 AND state <> 'ENDED'", [id]);

it('whoever is deactivated at that moment accepts nothing any more', async () => {
  const eve = await addPerson(office.database.db, 'Eve');
  await addModel(office.database.db, { name: 'late', team: office.team });
  const { assignment } = await office.propose(admin, { roleKey: 'owner', assigneeId: eve, model: 'late' });
  const { problem } = await whileLeaving(eve, 'Eve', () =>
    office.respond(eve, { assignmentId: assignment?.id, accept: true }),
  );
  expect(problem).toMatchObject({ rule: 'assignee-answers' });
  expect(await rolesOf(eve)).toEqual([{ state: 'PROPOSED' }]);
});

it('whoever is deactivated at that moment is given nothing any more', async () => {
  const fay = await addPerson(office.database.db, 'Fay');
  const { problem } = await whileLeaving(fay, 'Fay', () =>
    office.propose(admin, { roleKey: 'viewer', assigneeId: fay, scope: 'EVERYTHING' }),
  );
  expect(problem).toMatchObject({ __typename: 'InvalidInput' });
  expect(await rolesOf(fay)).toEqual([]);
});

it('of the last two owners of what serves who leave at once, one stays', async () => {
  const { model, id } = await office.newOwned('both', bo);
  await serve(office.database.db, model);
  const whole = await office.propose(admin, { roleKey: 'owner', assigneeId: cy, scope: 'TEAM', team: 'growth' });
  await office.respond(cy, { assignmentId: whole.assignment?.id, accept: true });
  const { problem } = await meanwhile(
    office.database.db,
    tx => endAssignment.run(tx, actor(bo), { assignmentId: id, reason: 'I change teams' }),
    () => office.end(cy, { assignmentId: whole.assignment?.id, reason: 'Me too' }),
  );
  expect(problem).toMatchObject({ rule: 'live-model-needs-owner' });
});
