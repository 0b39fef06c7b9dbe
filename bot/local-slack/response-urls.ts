import type { Block } from './block-kit.ts';
import { makeSecret } from './ids.ts';
import { isRecord } from './json.ts';
import { checkMessage, tooLong } from './limits/surface.ts';
import { type Draft, edit, findMessage, post, postEphemeral, remove } from './messages.ts';
import type { Message, ResponseUrl, Workspace } from './workspace.ts';

const lifeMs = 30 * 60_000;
const mostUses = 5;

/** Where a response_url leads: who did something, where, and on which message. */
export type ResponsePlace = Pick<ResponseUrl, 'userId' | 'channelId' | 'ts'>;

/** What is wrong with an answer to a response_url, as Slack names it. */
export type ResponseProblem = 'expired_url' | 'used_url' | 'invalid_payload' | 'invalid_blocks' | 'no_text';

/** Issues the secret part of a response_url: five uses within thirty minutes. */
export function issueResponseUrl(workspace: Workspace, place: ResponsePlace): string {
  forgetOld(workspace);
  const secret = makeSecret();
  workspace.responseUrls.set(secret, { ...place, uses: 0, expiresAt: workspace.now() + lifeMs });
  return secret;
}

/** Takes an answer sent to a response_url; undefined when it went through. */
export function useResponseUrl(workspace: Workspace, secret: string, body: unknown): ResponseProblem | undefined {
  const url = workspace.responseUrls.get(secret);
  if (!url || workspace.now() > url.expiresAt) return 'expired_url';
  if (url.uses >= mostUses) return 'used_url';
  if (!isRecord(body)) return 'invalid_payload';
  url.uses += 1;
  return applyAnswer(workspace, url, body);
}

/** Does what an answer says: replace, delete, say to all, or say to one person alone. */
export function applyAnswer(
  workspace: Workspace,
  place: ResponsePlace,
  body: Record<string, unknown>,
): ResponseProblem | undefined {
  const original =
    place.ts === undefined ? undefined : findMessage(workspace, { channel: place.channelId, ts: place.ts });
  if (body.delete_original === true) return removeOriginal(workspace, original);
  if (body.text === undefined && body.blocks === undefined) return 'no_text';
  if (checkMessage(body).length > 0 || tooLong(body)) return 'invalid_blocks';
  const draft = draftFrom(workspace, place, body);
  const inPlace = body.replace_original === true && original !== undefined;
  if (inPlace) edit(workspace, original, { text: draft.text, blocks: draft.blocks ?? [] });
  else if (body.response_type === 'in_channel') post(workspace, draft);
  else postEphemeral(workspace, draft, place.userId);
  return undefined;
}

function removeOriginal(workspace: Workspace, original: Message | undefined): undefined {
  if (original) remove(workspace, original);
}

function draftFrom(workspace: Workspace, place: ResponsePlace, body: Record<string, unknown>): Draft {
  return {
    channel: place.channelId,
    user: workspace.bot.userId,
    text: typeof body.text === 'string' ? body.text : '',
    blocks: Array.isArray(body.blocks) ? (body.blocks as Block[]) : undefined,
    ...(typeof body.thread_ts === 'string' && { thread_ts: body.thread_ts }),
  };
}

function forgetOld(workspace: Workspace): void {
  const now = workspace.now();
  for (const [secret, url] of workspace.responseUrls) {
    if (url.expiresAt + lifeMs < now) workspace.responseUrls.delete(secret);
  }
}
