import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';

/**
 * The answer of the bench's question from one statement that PostgreSQL makes JSON of: run as a program of its own. It
 * judges nobody, knows no schema and reads of the question only where the page begins, so no way to serve the graph can
 * cost less. Settings: DATABASE_URL.
 */
const statement = `
  WITH page AS (SELECT m.id, m.name FROM registry.model m WHERE m.name > $1
    ORDER BY m.name, m.id LIMIT 10)
  SELECT json_build_object('data', json_build_object('models', json_build_object('nodes', json_agg(json_build_object(
    'name', page.name,
    'owner', (SELECT json_build_object('name', p.name) FROM access.assignment a JOIN access.person p ON p.id = a.assignee_id
      WHERE a.model_id = page.id AND a.role_key = 'owner' AND a.state = 'ACCEPTED'),
    'latestVersion', (SELECT json_build_object('version', v.version, 'deployments',
        (SELECT coalesce(json_agg(json_build_object(
             'id', d.id, 'state', d.state, 'environment', json_build_object('name', e.name)) ORDER BY d.id DESC), '[]')
         FROM deployment.deployment d JOIN deployment.environment e ON e.id = d.environment_id
         WHERE d.version_id = v.id))
      FROM registry.version v WHERE v.model_id = page.id ORDER BY v.ordinal DESC LIMIT 1),
    'alerts', json_build_object('nodes', (SELECT json_agg(json_build_object('id', l.id, 'state', l.state,
        'severity', l.severity, 'title', l.title, 'acknowledgedBy',
        (SELECT json_build_object('name', p.name) FROM access.person p WHERE p.id = l.acknowledged_by_id)))
      FROM (SELECT * FROM monitoring.alert l WHERE l.model_id = page.id ORDER BY l.fired_at DESC, l.id DESC LIMIT 5) l))
  ) ORDER BY page.name, page.id))))::text AS answer
  FROM page`;

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 8 });

/** The name that a page begins after, from the cursor among the variables of a request. */
function afterOf(body: string): string {
  const { variables } = JSON.parse(body || '{}') as { variables?: { after?: string } };
  return variables?.after
    ? (JSON.parse(Buffer.from(variables.after, 'base64url').toString()) as [number, string])[1]
    : '';
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const values = [afterOf(await text(request))];
  const found = await pool.query<{ answer: string }>({ name: 'answer', text: statement, values });
  const body = found.rows[0]?.answer ?? '';
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
}

createServer((request, response) => void answer(request, response)).listen(Number(process.env.PORT), '127.0.0.1');
