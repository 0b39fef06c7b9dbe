import { canonical, sha256 } from '@handoff/kit/canonical';

/** A version to register, as the graph takes it, or why it makes none. */
export interface PushRecord {
  /** Where it stands in what came in, from 1: the line, or the entry of a list. */
  line: number;
  input: Record<string, unknown> | null;
  reason: string | null;
}

/**
 * The versions in a text: one JSON object, a JSON list of them, or one on each line. model: whose they are, where they do
 * not say it. A text that is neither is one reason. Pure.
 */
export function recordsOf(text: string, model?: string): PushRecord[] | string {
  if (text.trim() === '') return 'Nothing came in: pipe a version as JSON, or name a file.';
  const whole = parsed(text);
  if (!('reason' in whole)) {
    const list: unknown[] = Array.isArray(whole.value) ? whole.value : [whole.value];
    return list.map((value, i) => recordOf(value, i + 1, model));
  }
  const lines = text.split('\n').map((each, i) => ({ line: i + 1, text: each.trim() }));
  const read = lines.filter(each => each.text !== '').map(each => ({ line: each.line, ...parsed(each.text) }));
  if (read.every(each => 'reason' in each))
    return `This is neither JSON nor a JSON object on each line: ${whole.reason}.`;
  return read.map(each =>
    'reason' in each ? refused(each.line, `is no JSON: ${each.reason}`) : recordOf(each.value, each.line, model),
  );
}

function parsed(text: string): { value: unknown } | { reason: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

function refused(line: number, reason: string): PushRecord {
  return { line, input: null, reason };
}

function recordOf(value: unknown, line: number, model?: string): PushRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused(line, 'is no JSON object: write {"model": …, "content": {…}}');
  const told = value as Record<string, unknown>;
  const named = told.model ?? model;
  if (typeof named !== 'string' || named === '')
    return refused(line, 'does not say of which model: add "model", or give --model');
  const version = typeof told.version === 'number' ? String(told.version) : told.version;
  const input = { content: {}, ...told, model: named, ...(version === undefined ? {} : { version }) };
  return { line, input: { idempotencyKey: keyOf(input), ...input }, reason: null };
}

/** The same version has the same key, so that a pipeline that runs again within a day does not register it twice. */
function keyOf(input: object): string {
  return `push:${sha256(canonical(input))}`;
}
