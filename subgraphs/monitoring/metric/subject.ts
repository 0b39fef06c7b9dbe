import type { Context } from '@handoff/kit/context';
import { errorOf } from '@handoff/kit/graph-error';
import { isId } from '@handoff/kit/id';
import { invalid, notFound, type Problem } from '@handoff/kit/problem';

/** What something was measured of: a version, or what runs somewhere. */
export interface Subject {
  modelId: string;
  versionId: string;
  /** Empty: the version itself. */
  deploymentId: string;
  /** Empty: the version itself, wherever it runs. */
  environment: string;
}

/** One of the two ids. */
export interface Named {
  versionId?: string | null;
  deploymentId?: string | null;
}

const versionSource = 'query VersionMeasured($id: ID!) { modelVersion(id: $id) { id model { id } } }';
const deploymentSource = `query DeploymentMeasured($id: ID!) {
  deployment(id: $id) { id model { id } version { id } environment { name } } }`;

interface Thing {
  id: string;
}
interface VersionAnswer {
  modelVersion: { model: Thing | null } | null;
}
interface DeploymentAnswer {
  deployment: { model: Thing | null; version: Thing | null; environment: { name: string } | null } | null;
}

/**
 * What is meant, with the model it belongs to: the graph knows. It says nothing of whether the viewer may see it. Not to
 * be called inside a transaction. Throws an outage when the graph cannot be asked.
 */
export async function subjectOf(context: Context, { versionId, deploymentId }: Named): Promise<Subject | Problem> {
  const given = [versionId, deploymentId].filter(id => id !== null && id !== undefined);
  if (given.length !== 1) {
    const message = 'Say what was measured: give "versionId" or "deploymentId", one of the two.';
    return invalid('versionId', message);
  }
  return typeof versionId === 'string' ? ofVersion(context, versionId) : ofDeployment(context, deploymentId ?? '');
}

async function ofVersion(context: Context, id: string): Promise<Subject | Problem> {
  const found = isId('ver', id) ? (await answerTo<VersionAnswer>(context, versionSource, id)).modelVersion : null;
  if (!found?.model) return notFound('version', id);
  return { modelId: found.model.id, versionId: id, deploymentId: '', environment: '' };
}

async function ofDeployment(context: Context, id: string): Promise<Subject | Problem> {
  const found = isId('dep', id) ? (await answerTo<DeploymentAnswer>(context, deploymentSource, id)).deployment : null;
  if (!found?.model || !found.version) return notFound('deployment', id);
  const environment = found.environment?.name ?? '';
  return { modelId: found.model.id, versionId: found.version.id, deploymentId: id, environment };
}

/** What the graph answers to a question for a thing by its id. Throws an outage when it cannot be asked. */
export async function answerTo<T>(context: Context, source: string, id: string): Promise<T> {
  const answer = await context.graph.request<T>(source, { id });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  return answer.data;
}

/** The id of what was named: it is what a batch belongs to. */
export function scopeOf({ versionId, deploymentId }: Subject): { what: string; id: string } {
  return deploymentId === '' ? { what: 'version', id: versionId } : { what: 'deployment', id: deploymentId };
}
