import { type Db, rows } from '@handoff/kit/database/database';
import type { ImportResult } from '../outcome.ts';

/** Everything that imports write, by the names of what it belongs to; $1 is what these names begin with. */
const parts: Readonly<Record<string, string>> = {
  models: `SELECT m.name, m.title, m.description, m.tags, m.risk_tier, m.revision, a.visibility
    FROM model m JOIN access.model a USING (id) ORDER BY 1`,
  documents: `SELECT m.name, d.title, d.body, d.removed_at IS NULL AS stands
    FROM model m JOIN registry.document d ON d.model_id = m.id ORDER BY 1, 2, 3, 4`,
  versions: `SELECT m.name, v.version, v.ordinal, v.state, v.tags, v.change_note, p.version AS parent
    FROM model m JOIN registry.version v ON v.model_id = m.id LEFT JOIN registry.version p ON p.id = v.parent_id
    ORDER BY 1, 3`,
  uses: `SELECT m.name, v.version, d.name AS dataset, f.name AS feature, e.dtype
    FROM model m JOIN registry.version v ON v.model_id = m.id
    LEFT JOIN registry.dataset_use u ON u.version_id = v.id LEFT JOIN registry.dataset d ON d.id = u.dataset_id
    LEFT JOIN registry.feature e ON e.version_id = v.id LEFT JOIN registry.feature_definition f ON f.id = e.definition_id
    ORDER BY 1, 2, 3, 4`,
  datasets: `SELECT name, count(*)::int AS times FROM registry.dataset WHERE starts_with(name, $1) GROUP BY 1 ORDER BY 1`,
  aliases: `SELECT m.name, l.name AS alias, v.version FROM model m JOIN registry.alias l ON l.model_id = m.id
    JOIN registry.version v ON v.id = l.version_id ORDER BY 1, 2`,
  sources: `SELECT m.name, s.system, s.kind, s.external_id, v.version FROM model m
    JOIN registry.source s ON s.model_id = m.id LEFT JOIN registry.version v ON v.id = s.version_id ORDER BY 2, 3, 4`,
  bases: `SELECT m.name, b.system, b.external_id, b.base, v.version FROM model m
    LEFT JOIN registry.version v ON v.model_id = m.id
    JOIN registry.import_base b ON b.subject_id IN (m.id, v.id) ORDER BY 1, 2, 3, 4, 5`,
  events: `SELECT m.name, array_agg(e.action || ': ' || e.summary || e.changes ORDER BY e.id) AS trail
    FROM model m JOIN event.entry e ON e.model_id = m.id GROUP BY 1 ORDER BY 1`,
  asked: `SELECT m.name, a.assignee_id, a.state, n.kind FROM model m JOIN access.assignment a ON a.model_id = m.id
    LEFT JOIN event.notification n ON n.subject_id = a.id ORDER BY 1, 2`,
  found: `SELECT m.name, ARRAY(SELECT unnest(s.traits) ORDER BY 1) AS traits, length(s.everything) AS words
    FROM model m LEFT JOIN registry.search s USING (id) ORDER BY 1`,
};

/** What stands of the models whose names begin so; the beginning is left out of it. */
export async function snapshot(db: Db, beginning: string): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const [part, sql] of Object.entries(parts)) {
    const models = 'WITH model AS (SELECT * FROM registry.model WHERE starts_with(name, $1))';
    const found = await rows(db, `${models} ${sql}`, [beginning]);
    all[part] = JSON.parse(JSON.stringify(found).replaceAll(beginning, ''));
  }
  return all;
}

/** What became of records, without ids and the places of the call. */
export function became(results: readonly ImportResult[], beginning: string): unknown {
  const told = results.map(({ externalId, outcome, number, kept, problem }) => {
    const reason = problem?.message.replaceAll(/records\[\d+\]/g, 'records[]');
    return { externalId, outcome, number, kept, reason };
  });
  return JSON.parse(JSON.stringify(told).replaceAll(beginning, ''));
}
