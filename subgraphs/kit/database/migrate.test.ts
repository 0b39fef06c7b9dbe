import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { afterEach, beforeEach, expect, inject, it, vi } from 'vitest';
import { migrate } from './migrate.ts';

// Slow and not to be done twice: whoever runs it a second time fails.
class First0001000000000 implements MigrationInterface {
  name = 'First0001000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE once (id int)');
    await runner.query('SELECT pg_sleep(0.2)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE once');
  }
}
class Second0002000000000 implements MigrationInterface {
  name = 'Second0002000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO once VALUES (1)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM once');
  }
}
class Broken0003000000000 implements MigrationInterface {
  name = 'Broken0003000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('INSERT INTO once VALUES (3)');
    await runner.query('SELECT 1 / 0');
  }
  async down(): Promise<void> {}
}
const both = [First0001000000000, Second0002000000000];

let name: string;
let url: string;
beforeEach(async () => {
  name = `t_${randomBytes(8).toString('hex')}`;
  await ask(inject('databaseServer'), `CREATE DATABASE ${name}`);
  url = Object.assign(new URL(inject('databaseServer')), { pathname: `/${name}` }).href;
});
afterEach(() => ask(inject('databaseServer'), `DROP DATABASE ${name} WITH (FORCE)`));

async function ask(where: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: where });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

it('is done once by four that start at the same instant', async () => {
  const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(url, both)));
  expect(applied.toSorted((a, b) => b.length - a.length)).toEqual([
    ['First0001000000000', 'Second0002000000000'],
    [],
    [],
    [],
  ]);
  expect(await ask(url, 'SELECT id FROM once')).toEqual([{ id: 1 }]);
});

it('applies only what is new', async () => {
  expect(await migrate(url, [First0001000000000])).toEqual(['First0001000000000']);
  expect(await migrate(url, both)).toEqual(['Second0002000000000']);
  expect(await migrate(url, both)).toEqual([]);
});

it('keeps the migrations before one that fails, nothing of the failed one, and can go on', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await expect(migrate(url, [...both, Broken0003000000000])).rejects.toThrow('division by zero');
  expect(printed).not.toHaveBeenCalled();
  printed.mockRestore();
  expect(await ask(url, 'SELECT id FROM once')).toEqual([{ id: 1 }]);
  expect(await migrate(url, both)).toEqual([]);
  expect(
    await ask(
      url,
      "SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
  ).toEqual([]);
});
