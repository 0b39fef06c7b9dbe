import { expect, test } from 'vitest';
import { onlyReads } from './only-reads.ts';

test.each([
  ['SELECT m.id FROM registry.model m WHERE m.id = ANY($1::text[])', true],
  ['\n  WITH hit AS (SELECT * FROM registry.search) SELECT count(*) FROM hit', true],
  ['SELECT p.place FROM jsonb_to_recordset($1::jsonb) AS p(place int) JOIN monitoring.summary s ON true', true],
  ['SELECT m.updated_at, m.locked FROM registry.model m ORDER BY m.updated_at', true],
  ['SELECT m.id FROM registry.search m WHERE registry.alike(m.name, $1)', true],
  ['SELECT now()', false],
  ['SELECT 1', false],
  ['SELECT $1::int', false],
  ['SELECT m.id FROM registry.model m WHERE m.id = $1 FOR UPDATE', false],
  ['SELECT m.id FROM registry.model m FOR  no key UPDATE OF m', false],
  ['SELECT m.id FROM registry.model m FOR SHARE', false],
  ["SELECT nextval('event.entry_seq') FROM event.entry", false],
  ['SELECT pg_try_advisory_lock($1) FROM event.follower', false],
  ['SELECT registry.index_model(m.id) FROM registry.model m', false],
  ['SELECT Registry.Index_Model (m.id) FROM registry.model m', false],
  ['SELECT m.id FROM registry.model m ORDER BY random()', false],
  ['WITH gone AS (DELETE FROM event.idempotency RETURNING 1) SELECT count(*) FROM gone, event.entry', false],
  ['INSERT INTO event.entry SELECT * FROM event.entry', false],
  ['UPDATE registry.model SET name = $1 FROM registry.version', false],
  ['DELETE FROM event.idempotency', false],
  ['', false],
])('%s: %s', (sql, expected) => {
  expect(onlyReads(sql)).toBe(expected);
  expect(onlyReads(sql)).toBe(expected);
});
