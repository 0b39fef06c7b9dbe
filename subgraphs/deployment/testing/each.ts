import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { deploymentSubgraph, deploymentTables } from '../subgraph.ts';
import { type Dealings, dealings, easePolicy, type Office, openOffice } from './office.ts';

export interface EachOffice {
  database: TestDatabase;
  office: Office;
  deal: Dealings;
  /** Opens an office besides. */
  another(): Promise<Office>;
}

/** A new office for each test of a file, on one database of the file's own. take: keeps it where the tests find it. */
export function officeForEach(take: (of: EachOffice) => void): void {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(deploymentTables);
    await easePolicy(database.db);
  });
  afterAll(() => database?.drop());
  beforeEach(async () => {
    const another = async () => openOffice(database.db, await deploymentSubgraph());
    const office = await another();
    take({ database, office, deal: dealings(office), another });
  });
}
