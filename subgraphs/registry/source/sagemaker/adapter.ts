import { ahead } from '../ahead.ts';
import { known, text } from '../field.ts';
import { modelName, unnameable } from '../name.ts';
import type { ImportItem, ImportVersion, ReadOptions, RefusedVersion, SourceAdapter } from '../record.ts';
import { tagEntries, tagged, word } from '../told.ts';
import { sagemakerAccess, sagemakerSettings } from './access.ts';
import { call, pages, type SagemakerClient, sagemakerClient } from './client.ts';
import { packageVersion, unready } from './package.ts';

/** Model package groups of SageMaker's registry, in one account and region; their packages are the versions. */
export const sagemaker: SourceAdapter = {
  system: 'SAGEMAKER',
  where: 'a model package group, or "*" for all in the account and region',
  examples: ["'*' --region eu-west-1", 'churn --region eu-west-1 --api http://127.0.0.1:4566'],
  settings: sagemakerSettings,
  takes: ['api', 'region'],
  check: async (where, options) => {
    const access = sagemakerAccess(where, options);
    return typeof access === 'string' ? access : null;
  },
  read,
};

async function* read(where: string, options: ReadOptions): AsyncGenerator<ImportItem> {
  const access = sagemakerAccess(where, options);
  if (typeof access === 'string') return yield { stopped: access };
  const client = sagemakerClient(access, options);
  try {
    yield* groups(client, options);
  } finally {
    await client.http.close();
  }
}

async function* groups(client: SagemakerClient, { signal }: ReadOptions): AsyncGenerator<ImportItem> {
  let stopped: string | null = null;
  async function* names(): AsyncGenerator<string> {
    if (client.only !== null) {
      yield client.only;
      return;
    }
    const of = { operation: 'ListModelPackageGroups', key: 'ModelPackageGroupSummaryList' };
    for await (const page of pages(client, of, { MaxResults: 100, SortBy: 'Name', SortOrder: 'Ascending' })) {
      if ('kind' in page && page.kind === 'Problem') stopped = String(page.message);
      else for (const group of page as Record<string, unknown>[]) yield word(group.ModelPackageGroupName) ?? '';
    }
  }
  yield* ahead(names(), name => groupItem(client, name), { width: 3, signal });
  if (stopped !== null) yield { stopped };
}

function pageOf({ region }: SagemakerClient, group: string, version?: string): string {
  const own = version === undefined ? '' : `/${version}`;
  return `https://${region}.console.aws.amazon.com/sagemaker/home?region=${region}#/model-packages/${group}${own}`;
}

async function groupItem(client: SagemakerClient, group: string): Promise<ImportItem> {
  const url = pageOf(client, group);
  const refused = (problem: string): ImportItem => ({ path: url, externalId: group, problem });
  const name = modelName(group);
  if (name === null) return refused(unnameable(group));
  const about = await call(client, 'DescribeModelPackageGroup', { ModelPackageGroupName: group });
  if (about.kind === 'Problem')
    return about.status === null || about.status === 403 ? { stopped: about.message } : refused(about.message);
  const arn = word(about.value.ModelPackageGroupArn) ?? group;
  const labels = await call(client, 'ListTags', { ResourceArn: arn });
  if (labels.kind === 'Problem') return refused(labels.message);
  const packages = await packagesOf(client, group);
  if ('problem' in packages) return refused(packages.problem);
  const { tags, documents } = tagged(tagEntries(labels.value.Tags).filter(([key]) => !/^(aws|sagemaker):/.test(key)));
  const record = {
    source: { system: 'SAGEMAKER' as const, externalId: arn, url },
    name,
    title: name === group ? undefined : group,
    description: text(about.value.ModelPackageGroupDescription),
    task: 'OTHER' as const,
    riskTier: 'UNCLASSIFIED' as const,
    tags,
    documents,
  };
  return { path: url, record: { ...known(record), versions: packages.versions }, refused: packages.refused };
}

interface Packages {
  versions: ImportVersion[];
  refused: RefusedVersion[];
}

async function packagesOf(client: SagemakerClient, group: string): Promise<Packages | { problem: string }> {
  const of = { operation: 'ListModelPackages', key: 'ModelPackageSummaryList' };
  const input = { ModelPackageGroupName: group, MaxResults: 100, SortBy: 'CreationTime', SortOrder: 'Ascending' };
  const found: Packages = { versions: [], refused: [] };
  for await (const page of pages(client, of, input)) {
    if ('kind' in page && page.kind === 'Problem') return { problem: String(page.message) };
    for (const summary of page as Record<string, unknown>[]) {
      const [arn, version] = [word(summary.ModelPackageArn), word(summary.ModelPackageVersion)];
      if (arn !== undefined && version !== undefined) await addPackage(client, found, { group, arn, version });
    }
  }
  return found;
}

async function addPackage(
  client: SagemakerClient,
  found: Packages,
  { group, arn, version }: { group: string; arn: string; version: string },
): Promise<void> {
  const refuse = (problem: string) => found.refused.push({ version, externalId: arn, problem });
  const told = await call(client, 'DescribeModelPackage', { ModelPackageName: arn });
  if (told.kind === 'Problem') refuse(told.message);
  else {
    const notYet = unready(told.value);
    if (notYet) refuse(notYet);
    else found.versions.push(packageVersion(told.value, { group, version, url: pageOf(client, group, version) }));
  }
}
