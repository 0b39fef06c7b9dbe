import { z } from 'zod';

/** A role that a group gives: everywhere, for a team's models, or for one model. */
export interface GroupRole {
  role: string;
  /** Name or id. */
  team: string | null;
  /** Name or id. */
  model: string | null;
}

/** What belonging to one group of the identity provider gives here. */
export interface GroupRule {
  group: string;
  /** The team that its people belong to, by name or id. */
  team: string | null;
  role: GroupRole | null;
}

const text = z.string().trim().min(1).max(200);
const place = /^(?:everything|(team|model):(.+))$/;

const rule = z
  .strictObject({ group: text, team: text.optional(), role: text.optional(), for: text.regex(place).optional() })
  .refine(({ team, role }) => team !== undefined || role !== undefined)
  .refine(given => given.for === undefined || given.role !== undefined);

const rules = z.array(rule).max(1000);

/** How to mend a group mapping that cannot be read. */
export const groupsMend =
  'give a JSON list such as [{"group": "credit-ds", "team": "credit-risk"}, {"group": "ml-audit", "role": "auditor", "for": "everything"}]; "for" is everything, team:<name> or model:<name>, and goes with "role".';

/** The group mapping of a JSON text; null: it is none. Pure. */
export function groupRules(json: string): GroupRule[] | null {
  try {
    const parsed = rules.safeParse(JSON.parse(json));
    return parsed.success ? parsed.data.map(ruleOf) : null;
  } catch {
    return null;
  }
}

function ruleOf({ group, team, role, for: where = 'everything' }: z.output<typeof rule>): GroupRule {
  const [, kind, name = null] = place.exec(where) ?? [];
  const of = { team: kind === 'team' ? name : null, model: kind === 'model' ? name : null };
  return { group, team: team ?? null, role: role === undefined ? null : { role, ...of } };
}
