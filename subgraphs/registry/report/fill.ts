import type { Permission } from '@handoff/kit/access/permission';
import { principalById } from '@handoff/kit/access/principal';
import { whoCanOn } from '@handoff/kit/access/queries';
import { canonical, sha256 } from '@handoff/kit/canonical';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { type AssignedGap, gapKey, lastAsked } from './assigned-gap.ts';
import { day } from './part/evidence.ts';
import { type Draft, type FilledGap, type Gap, gapsOf, type Report } from './report.ts';

/**
 * A draft with who can fill its gaps, who was asked to, and the digest over all of it. One step after the other: how
 * many statements it takes depends on the permissions that the gaps need, and on nothing else.
 */
export async function filled(context: Context, draft: Draft): Promise<Report> {
  const gaps = gapsOf(draft);
  const modelIds = [...new Set(gaps.flatMap(({ model }) => (model ? [model.id] : [])))];
  const asked = await lastAsked(context, modelIds);
  const holders = new Map(await Promise.all(gaps.map(async gap => [gap, await holdersOf(context, gap)] as const)));
  const ids = new Set([...[...holders.values()].flat(), ...[...asked.values()].map(({ toId }) => toId)]);
  const names = new Map(await Promise.all([...ids].map(async id => [id, await nameOf(context, id)] as const)));
  const fill = (gap: Gap): FilledGap => ({
    ...gap,
    whoCanFill: (holders.get(gap) ?? []).flatMap(id => named(names, id)),
    asked: askedOf(gap, asked, names),
  });
  const sections = draft.sections.map(section => ({ ...section, gaps: section.gaps.map(fill) }));
  const whole = { ...draft, sections };
  return { ...whole, digest: sha256(canonical(whole)) };
}

type Names = ReadonlyMap<string, string | null>;

async function holdersOf(context: Context, { model, point }: Gap): Promise<string[]> {
  const needs: Permission = point.needs;
  return model ? ((await loadWith(context, whoCanOn, { key: model.id, args: needs })) ?? []) : [];
}

async function nameOf(context: Context, id: string): Promise<string | null> {
  return (await load(context, principalById, id))?.name ?? null;
}

function named(names: Names, id: string): { id: string; name: string }[] {
  const name = names.get(id) ?? null;
  return name === null ? [] : [{ id, name }];
}

function askedOf({ model, point }: Gap, asked: ReadonlyMap<string, AssignedGap>, names: Names): FilledGap['asked'] {
  const last = model ? asked.get(gapKey(model.id, point.key)) : undefined;
  if (!last) return null;
  return { id: last.id, to: names.get(last.toId) ?? last.toId, on: day(last.at) ?? '', due: day(last.dueAt) };
}
