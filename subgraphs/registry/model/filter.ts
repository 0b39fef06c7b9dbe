import { ownsSql } from '@handoff/kit/access/owner';
import type { Actor } from '@handoff/kit/actor';
import { badInput } from '@handoff/kit/page';
import type { Comparator, RiskTier } from '@handoff/kit/schema/scalars';
import type { SourceSystem } from '../import/source.ts';
import type { Task } from './model.ts';

/** What models must be like; all that is given must hold. */
export interface ModelFilterTold {
  any?: ModelFilterTold[] | null;
  all?: ModelFilterTold[] | null;
  not?: ModelFilterTold | null;
  tags?: string[] | null;
  task?: Task | null;
  riskTier?: RiskTier | null;
  team?: string | null;
  owner?: string | null;
  source?: SourceSystem | null;
  feature?: string | null;
  dataset?: string | null;
  metric?: { name: string; comparator: Comparator; value: number } | null;
  mine?: boolean | null;
  unowned?: boolean | null;
  archived?: boolean | null;
}

/** The parameters of a statement that is put together, and who asks. */
export interface Building {
  parameters: unknown[];
  actor: Actor;
}

/** More values than any question of a person or a program has, and fewer than PostgreSQL takes. */
const mostValues = 1000;

/** Adds a parameter and gives back what stands for it in the SQL. Throws BAD_USER_INPUT when there are too many. */
export function bind({ parameters }: Building, value: unknown): string {
  if (parameters.length >= mostValues) throw badInput(`A filter may hold ${mostValues} values: ask for less.`);
  const texts = Array.isArray(value) ? value : [value];
  if (texts.some(text => typeof text === 'string' && text.includes('\u0000')))
    throw badInput('A NUL character is in no text: take it out.');
  parameters.push(value);
  return `$${parameters.length}`;
}

const deepest = 5;
const widest = 20;

/**
 * Conditions over registry.model m and access.model a, as SQL. `archived` counts outermost, where false is the
 * default and null asks for both; within any, all and not only `archived: true` says something.
 */
export function filterSql(of: Building, filter: ModelFilterTold | null | undefined): string {
  const archived = filter?.archived === undefined ? false : filter.archived;
  const outer = archived === null ? [] : [`m.archived_at IS ${archived ? 'NOT ' : ''}NULL`];
  const inner = filter ? conditions(of, { ...filter, archived: null }, 1) : [];
  return and([...outer, ...inner]);
}

function and(list: readonly string[]): string {
  return list.length === 0 ? 'true' : `(${list.join(' AND ')})`;
}

function conditions(of: Building, filter: ModelFilterTold, depth: number): string[] {
  const nested = (one: ModelFilterTold) => and(conditions(of, one, depth + 1));
  const wide = Math.max(filter.any?.length ?? 0, filter.all?.length ?? 0);
  if (depth > deepest || wide > widest)
    throw badInput(`A filter may be ${deepest} levels deep and hold ${widest} filters in a list: ask for less.`);
  return [
    ...simple(of, filter),
    ...made(of, filter),
    ...held(of, filter),
    ...(filter.any ? [filter.any.length === 0 ? 'false' : `(${filter.any.map(nested).join(' OR ')})`] : []),
    ...(filter.all ?? []).map(nested),
    ...(filter.not ? [`NOT ${nested(filter.not)}`] : []),
  ];
}

function simple(of: Building, { tags, task, riskTier, team, archived }: ModelFilterTold): string[] {
  return [
    ...(tags ? [`m.tags @> ${bind(of, tags)}::text[]`] : []),
    ...(task ? [`m.task = ${bind(of, task)}`] : []),
    ...(riskTier ? [`m.risk_tier = ${bind(of, riskTier)}`] : []),
    ...(team ? [teamSql(bind(of, team))] : []),
    ...(archived ? ['m.archived_at IS NOT NULL'] : []),
  ];
}

function teamSql(team: string): string {
  return `coalesce(a.team_id IN (SELECT t.id FROM access.team t WHERE t.id = ${team} OR t.name = ${team}), false)`;
}

function made(of: Building, { source, feature, dataset, metric }: ModelFilterTold): string[] {
  return [
    ...(source
      ? [`EXISTS (SELECT FROM registry.source s WHERE s.model_id = m.id AND s.system = ${bind(of, source)})`]
      : []),
    ...(feature ? [featureSql(bind(of, feature))] : []),
    ...(dataset ? [datasetSql(bind(of, dataset))] : []),
    ...(metric ? [metricSql(of, metric)] : []),
  ];
}

function featureSql(feature: string): string {
  return `EXISTS (SELECT FROM registry.version v JOIN registry.feature f ON f.version_id = v.id
    WHERE v.model_id = m.id AND v.state = 'READY' AND f.name = ${feature})`;
}

function datasetSql(dataset: string): string {
  return `EXISTS (SELECT FROM registry.dataset_model x JOIN registry.dataset d ON d.id = x.dataset_id
    WHERE x.model_id = m.id AND (d.id = ${dataset} OR d.name = ${dataset}))`;
}

function metricSql(of: Building, { name, comparator, value }: NonNullable<ModelFilterTold['metric']>): string {
  const side = comparator === 'AT_LEAST' ? '>=' : '<=';
  return `EXISTS (SELECT FROM registry.version v JOIN registry.evaluation e ON e.version_id = v.id
    WHERE v.model_id = m.id AND v.state = 'READY' AND e.metric = ${bind(of, name)} AND e.value ${side} ${bind(of, value)}::float8)`;
}

function held(of: Building, { owner, unowned, mine }: ModelFilterTold): string[] {
  const owned = (more: string) => `EXISTS (SELECT FROM access.assignment x
    WHERE ${ownsSql('x', 'a')}${more})`;
  return [
    ...(owner ? [owned(` AND x.assignee_id = ${bind(of, owner)}`)] : []),
    ...(typeof unowned === 'boolean' ? [`${unowned ? 'NOT ' : ''}${owned('')}`] : []),
    ...(typeof mine === 'boolean' ? [`${mine ? '' : 'NOT '}${mineSql(bind(of, of.actor.id))}`] : []),
  ];
}

function mineSql(me: string): string {
  return `EXISTS (SELECT FROM access.assignment x WHERE x.state = 'ACCEPTED' AND (x.until IS NULL OR x.until > now())
    AND (x.scope = 'EVERYTHING' OR x.model_id = m.id OR x.team_id = a.team_id)
    AND (x.assignee_id = ${me} OR (x.delegated_to_id = ${me} AND x.delegated_until > now())
      OR x.assignee_id IN (SELECT t.team_id FROM access.team_member t WHERE t.person_id = ${me})))`;
}
