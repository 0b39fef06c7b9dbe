import type { MigrationInterface, QueryRunner } from 'typeorm';
import { indexing } from './0013-search.ts';

/** What models are found by is written for many at once: an import says which; triggers still see to all that nobody told of. */
export class SearchSets0019000000000 implements MigrationInterface {
  name = 'SearchSets0019000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE ${indexModels(['name', 'tags', 'task', 'risk_tier', 'archived_at'])}`);
    await runner.query(one);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION registry.index_model; DROP FUNCTION registry.index_models');
    await runner.query(indexing);
  }
}

// What models are made of, as index_model of 0013 read it, for a set: planned once and not for each, and its texts are read once.
const made = `
    WITH newest AS MATERIALIZED (
      SELECT v.* FROM unnest(which) w(id) CROSS JOIN LATERAL (
        SELECT x.id, x.model_id, x.algorithm, x.framework, x.tags, x.change_note, x.created_at, x.ordinal
        FROM registry.version x WHERE x.model_id = w.id AND x.state = 'READY'
        ORDER BY x.created_at DESC, x.ordinal DESC LIMIT 10) v),
    made AS (
      SELECT n.model_id,
        string_agg(concat_ws(' ', n.algorithm, n.framework, array_to_string(n.tags, ' ')), ' '
          ORDER BY n.created_at DESC, n.ordinal DESC) AS words,
        string_agg(n.change_note, ' ' ORDER BY n.created_at DESC, n.ordinal DESC) AS notes
      FROM newest n GROUP BY n.model_id),
    parts AS (
      SELECT p.model_id, string_agg(registry.words(p.name) || ' ' || registry.joined(p.name), ' ' ORDER BY p.name) AS words
      FROM (
        SELECT n.model_id, f.name FROM newest n JOIN registry.feature f ON f.version_id = n.id
        UNION SELECT n.model_id, l.name FROM newest n JOIN registry.label l ON l.version_id = n.id
        UNION SELECT n.model_id, d.name FROM newest n JOIN registry.dataset_use u ON u.version_id = n.id
          JOIN registry.dataset d ON d.id = u.dataset_id) p GROUP BY p.model_id),
    papers AS (
      SELECT p.model_id, string_agg(concat_ws(' ', p.title, p.body), ' ' ORDER BY p.at DESC, p.id) AS words FROM (
        SELECT d.model_id, d.id, d.title, d.body, 'infinity'::timestamptz AS at FROM registry.document d
          WHERE d.model_id = ANY(which) AND d.version_id IS NULL AND d.removed_at IS NULL
        UNION ALL SELECT n.model_id, d.id, d.title, d.body, n.created_at FROM newest n
          JOIN registry.document d ON d.version_id = n.id WHERE d.removed_at IS NULL) p GROUP BY p.model_id),
    known AS MATERIALIZED (
      SELECT m.*, a.team_id, a.visibility,
        to_tsvector('simple', concat_ws(' ', registry.words(m.name), registry.joined(m.name),
          registry.words(m.title), registry.joined(m.title))) AS names,
        left(registry.words(concat_ws(' ', array_to_string(m.tags, ' '), made.words)), 50000) AS made,
        left(concat_ws(' ', registry.words(m.purpose), parts.words), 50000) AS parts,
        left(concat_ws(' ', m.description, m.limitations, papers.words, made.notes), 50000) AS texts
      FROM registry.model m LEFT JOIN access.model a ON a.id = m.id LEFT JOIN made ON made.model_id = m.id
        LEFT JOIN parts ON parts.model_id = m.id LEFT JOIN papers ON papers.model_id = m.id
      WHERE m.id = ANY(which))`;

/** The function that writes what models are found by, without its CREATE. copied: what of a model is copied as it is. */
export const indexModels = (copied: readonly string[]) => `
  FUNCTION registry.index_models(which text[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    -- Two at once that change the same model: the second waits here, and then reads what the first has written.
    PERFORM FROM registry.search s WHERE s.id = ANY(which) ORDER BY s.id FOR UPDATE;
    ${made}
    INSERT INTO registry.search (id, ${copied.join(', ')}, team_id, visibility, traits,
      joined, words, head, everything, made_in)
    SELECT k.id, ${copied.map(column => `k.${column}`).join(', ')}, k.team_id, k.visibility,
      array_remove(ARRAY['task:' || k.task, 'riskTier:' || k.risk_tier, 'team:' || k.team_id]
        || ARRAY(SELECT DISTINCT 'tag:' || t FROM unnest(k.tags) t)
        || ARRAY(SELECT DISTINCT 'source:' || s.system FROM registry.source s WHERE s.model_id = k.id AND s.kind = 'MODEL'),
        NULL),
      registry.joined(k.name),
      registry.words(concat_ws(' ', k.name, k.title)),
      setweight(k.names, 'A') || setweight(to_tsvector('simple', left(k.made, 400)), 'B')
        || setweight(to_tsvector('simple', left(k.parts, 400)), 'C') || setweight(registry.prose(left(k.texts, 400)), 'D'),
      strip(k.names || to_tsvector('simple', k.made) || to_tsvector('simple', k.parts) || registry.prose(k.texts)),
      pg_current_xact_id()
    FROM known k ORDER BY k.id
    ON CONFLICT (id) DO UPDATE SET ${copied.map(column => `${column} = excluded.${column}`).join(', ')},
      team_id = excluded.team_id, visibility = excluded.visibility, traits = excluded.traits,
      joined = excluded.joined, words = excluded.words, head = excluded.head, everything = excluded.everything,
      made_in = excluded.made_in;
  END $$;`;

const one = `
  CREATE OR REPLACE FUNCTION registry.index_model(which text) RETURNS void LANGUAGE sql
    AS 'SELECT registry.index_models(ARRAY[which])';`;
