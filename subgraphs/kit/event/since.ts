import { type Reader, rows } from '../database/database.ts';
import type { EntryRow } from './table.ts';

/** What somebody did not see who acts on an older revision of a thing. */
export interface Unseen {
  /** Id of the thing. */
  id: string;
  /** What the actions that change its revision begin with: model, handover. */
  actions: readonly string[];
  /** How many revisions lie between the one that was seen and the one of now. */
  revisions: number;
}

type Told = Pick<EntryRow, 'at' | 'summary' | 'changes'> & { who: string | null };

const most = 3;

const unseenSql = `SELECT e.at, e.summary, e.changes, coalesce(p.name, s.name) AS who FROM event.entry e
  LEFT JOIN access.person p ON p.id = e.actor_id LEFT JOIN access.service_account s ON s.id = e.actor_id
  WHERE (e.subject_id = $1 OR e.model_id = $1) AND NOT e.refused AND split_part(e.action, '.', 1) = ANY($2::text[])
  ORDER BY e.id DESC LIMIT $3`;

/**
 * Who changed what since a revision was seen, as sentences that begin with a blank, the latest change first and three
 * at most; empty where the trail tells nothing. For those who may see the thing.
 */
export async function unseenText(reader: Reader, { id, actions, revisions }: Unseen): Promise<string> {
  if (revisions < 1) return '';
  const found = await rows<Told>(reader, unseenSql, [id, actions, Math.min(revisions, most)]);
  const more =
    found.length === most && revisions > most ? ` ${revisions - most} earlier changes are in its history.` : '';
  return found.map(sentence).join('') + more;
}

function sentence({ at, who, summary, changes }: Told): string {
  const names = changes.slice(0, 5).map(({ name }) => name);
  const fields = names.length === 0 ? '' : ` (${names.join(', ')}${changes.length > 5 ? ' …' : ''})`;
  const when = at.toISOString().slice(0, 16).replace('T', ' ');
  return ` ${who ?? 'Handoff'} ${summary.replace(/\s+/g, ' ').slice(0, 200)}${fields} at ${when} UTC.`;
}
