import type { Actor } from './actor.ts';
import { canonical, sha256 } from './canonical.ts';
import type { Context } from './context.ts';
import { ahead, firstRow, type Tx, write } from './database/database.ts';
import { jsonText } from './database/json.ts';
import { kept } from './database/kept.ts';
import { append } from './event/append.ts';
import { conflict, invalid, isProblem, type Problem } from './problem.ts';

/** A command did what was asked: the id of what changed, and what else the answer names by id. */
export interface Done {
  kind: 'Done';
  id: string;
  also?: Record<string, string>;
  /** Texts to hand out with this answer and never again: nothing of them is kept, not even for a repeated key. */
  once?: Record<string, string>;
}

export function done(id: string, also?: Record<string, string>): Done {
  return also ? { kind: 'Done', id, also } : { kind: 'Done', id };
}

/** Done, with texts such as a new token's secret that are handed out this one time. */
export function doneWithSecret(id: string, once: Record<string, string>): Done {
  return { kind: 'Done', id, once };
}

/** A refusal may say what it was about, so that the trail can say who tried what. */
export type Refusal = Problem & { about?: { subjectId: string; modelId: string | null } };

/** One intent, one transaction. It gets the transaction, who acts, and what they want, and nothing more. */
export interface Command<Input> {
  /** Verb and noun, as the mutation is called: proposeAssignment. */
  name: string;
  run(tx: Tx, actor: Actor, input: Input): Promise<Done | Refusal>;
}

export interface Answer {
  id: string | null;
  also: Record<string, string>;
  problem: Problem | null;
  /** Only in the answer of the call that did it. */
  once?: Record<string, string>;
}

class RolledBack extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super('a command was refused');
    this.refusal = refusal;
  }
}

/**
 * Runs a command: applied once per idempotency key, all or nothing. A refusal leaves nothing behind but its
 * entry in the audit trail.
 */
export async function execute<Input extends object>(
  context: Context,
  command: Command<Input>,
  input: Input,
): Promise<Answer> {
  const unusable = keyProblem(input);
  if (unusable) return { id: null, also: {}, problem: unusable };
  try {
    return await write(context.db, async tx => {
      const earlier = await claimKey(tx, { actor: context.actor, command: command.name, input });
      if (earlier) return earlier;
      const outcome = await command.run(tx, context.actor, input);
      if (isProblem(outcome)) throw new RolledBack(outcome);
      const answer: Answer = { id: outcome.id, also: outcome.also ?? {}, problem: null };
      keepAnswer(tx, { actor: context.actor, input, answer });
      return outcome.once ? { ...answer, once: outcome.once } : answer;
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
    return await refused(context, command.name, error.refusal);
  } finally {
    context.loaders.clear();
  }
}

async function refused(context: Context, command: string, refusal: Refusal): Promise<Answer> {
  const { about, ...problem } = refusal;
  if (problem.kind === 'NotAllowed' && about) {
    await write(context.db, tx =>
      append(tx, context.actor, {
        action: `${command}.refused`,
        subjectId: about.subjectId,
        modelId: about.modelId,
        summary: `was refused: ${problem.message}`,
        detail: { rule: problem.rule },
        refused: true,
      }),
    );
  }
  return { id: about?.subjectId ?? null, also: {}, problem };
}

/** More than a UUID or a name with a number needs, and less than an index of PostgreSQL can hold. */
const longestKey = 255;

interface Keyed {
  actor: Actor;
  command: string;
  input: object;
}

function keyOf(input: object): string | null {
  const key = (input as { idempotencyKey?: unknown }).idempotencyKey;
  return typeof key === 'string' && key !== '' ? key : null;
}

function keyProblem(input: object): Problem | null {
  const key = keyOf(input);
  if (key === null || (key.length <= longestKey && !key.includes('\u0000'))) return null;
  const message = `An idempotency key has ${longestKey} characters at most, none of them NUL: a random UUID will do.`;
  return invalid('idempotencyKey', message);
}

/** Takes the key for this transaction, or finds what was answered when it was used before. Kept for 24 h. */
async function claimKey(tx: Tx, of: Keyed): Promise<Answer | null> {
  const key = keyOf(of.input);
  if (key === null) return null;
  const hash = sha256(canonical({ command: of.command, input: of.input }));
  const holder = of.actor.id ?? 'system';
  ahead(tx, forgetSql, [holder, key]);
  ahead(tx, claimSql, [holder, key, hash]);
  const found = await firstRow<{ input_hash: string; answer: Answer | null }>(tx, claimedSql, [holder, key]);
  if (!found || (found.input_hash === hash && found.answer === null)) return null;
  if (found.input_hash === hash) return found.answer;
  const message = `The idempotency key "${key}" was used for something else within 24 hours: use a new one.`;
  return { id: null, also: {}, problem: conflict('IDEMPOTENCY_KEY_REUSED', message) };
}

function keepAnswer(tx: Tx, of: { actor: Actor; input: object; answer: Answer }): void {
  const key = keyOf(of.input);
  if (key !== null) ahead(tx, answerSql, [of.actor.id ?? 'system', key, jsonText(of.answer)]);
}

const forgetSql = kept(
  "DELETE FROM event.idempotency WHERE actor_id = $1 AND key = $2 AND at < now() - interval '24 hours'",
);
const claimSql = kept(
  'INSERT INTO event.idempotency (actor_id, key, input_hash, at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING',
);
const claimedSql = kept('SELECT input_hash, answer FROM event.idempotency WHERE actor_id = $1 AND key = $2 FOR UPDATE');
const answerSql = kept('UPDATE event.idempotency SET answer = $3 WHERE actor_id = $1 AND key = $2');
