import { rows } from '@handoff/kit/database/database';
import type { Batch } from '@handoff/kit/loader';
import type { Passage } from './highlight.ts';

interface Texts {
  id: string;
  name: string;
  title: string;
  tags: string[];
  algorithms: string[];
  features: string[];
  datasets: string[];
  purpose: string | null;
  description: string | null;
  limitations: string | null;
  documents: { title: string; body: string | null }[];
}

// The same versions and the same length of texts as are looked through: see migrations/0013-search.ts.
const sql = `SELECT m.id, m.name, m.title, m.tags, m.purpose, m.description, m.limitations,
    ARRAY(SELECT DISTINCT x FROM registry.version v CROSS JOIN LATERAL (VALUES (v.algorithm), (v.framework)) t(x)
      WHERE v.id = ANY(n.ids) AND x IS NOT NULL ORDER BY x) AS algorithms,
    ARRAY(SELECT f.name FROM registry.feature f WHERE f.version_id = ANY(n.ids)
      UNION SELECT l.name FROM registry.label l WHERE l.version_id = ANY(n.ids) ORDER BY 1) AS features,
    ARRAY(SELECT DISTINCT d.name FROM registry.dataset_use u JOIN registry.dataset d ON d.id = u.dataset_id
      WHERE u.version_id = ANY(n.ids) ORDER BY 1) AS datasets,
    coalesce((SELECT jsonb_agg(jsonb_build_object('title', d.title, 'body', left(d.body, 50000)) ORDER BY d.title, d.id)
      FROM registry.document d WHERE d.model_id = m.id AND d.removed_at IS NULL
        AND (d.version_id IS NULL OR d.version_id = ANY(n.ids))), '[]') AS documents
  FROM registry.model m CROSS JOIN LATERAL (SELECT ARRAY(SELECT v.id FROM registry.version v
    WHERE v.model_id = m.id AND v.state = 'READY' ORDER BY v.created_at DESC, v.ordinal DESC LIMIT 10) AS ids) n
  WHERE m.id = ANY($1::text[])`;

/** The texts of models that a search looks through, in the order they weigh. The caller has judged the models. */
export const passagesOf: Batch<string, Passage[]> = async (modelIds, { db }) => {
  const found = await rows<Texts>(db, sql, [modelIds]);
  return new Map(found.map(texts => [texts.id, passages(texts)]));
};

function passages(texts: Texts): Passage[] {
  const all = (label: string, list: readonly (string | null)[]) =>
    list.flatMap(text => (text === null ? [] : [{ label, text }]));
  return [
    ...all('name', [texts.name]),
    ...all('title', texts.title === texts.name ? [] : [texts.title]),
    ...all('tag', texts.tags),
    ...all('algorithm', texts.algorithms),
    ...all('feature', texts.features),
    ...all('data set', texts.datasets),
    ...all('purpose', [texts.purpose]),
    ...all('description', [texts.description]),
    ...all('limitations', [texts.limitations]),
    ...texts.documents.flatMap(({ title, body }) => all('document', [title, body])),
  ];
}
