import { known, mapping, text } from '../field.ts';
import { list } from '../json.ts';
import type { ArtifactContent, DocumentContent, ImportVersion } from '../record.ts';
import { tagged, word } from '../told.ts';

/** Seconds since 1970 as AWS writes them, or a time as a text; undefined when it is neither. */
export function awsTime(value: unknown): string | undefined {
  const written = word(value);
  if (written === undefined) return undefined;
  const at = /^\d+(\.\d+)?(e\d+)?$/i.test(written)
    ? new Date(Number(written) * 1000)
    : new Date(written.replace(' ', 'T'));
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** What makes up a version: the group and its number, which only packages of a group have. */
export interface PackageId {
  group: string;
  version: string;
  url: string;
}

/** One model package as DescribeModelPackage tells of it. Whether it is approved may change, so that is a tag. */
export function packageVersion(told: Record<string, unknown>, { group, version, url }: PackageId): ImportVersion {
  const made = mapping(told.MetadataProperties) ?? {};
  const custom = Object.entries(mapping(told.CustomerMetadataProperties) ?? {}).map(
    ([key, value]) => [key, word(value) ?? ''] as const,
  );
  const commit = word(made.CommitId) ?? custom.find(([key]) => /^(git[._-]?)?commit([._-]?id)?$/i.test(key))?.[1];
  const approval = word(told.ModelApprovalStatus);
  const { tags, documents } = tagged([...(approval ? [['approval', approval] as const] : []), ...custom]);
  const containers = list(mapping(told.InferenceSpecification)?.Containers).map(entry => mapping(entry) ?? {});
  return known({
    version,
    source: known({
      system: 'SAGEMAKER' as const,
      externalId: word(told.ModelPackageArn) ?? `${group}/${version}`,
      url,
      runId: word(made.GeneratedBy)?.slice(0, 200),
      commit: commit?.slice(0, 200),
    }),
    content: known({
      framework: containers.map(frameworkOf).find(framework => framework !== undefined),
      artifacts: containers.flatMap(artifactsOf),
      documents: [...textsOf(told), ...metricFiles(told.ModelMetrics), ...documents],
    }),
    tags,
    trainedBy: word(mapping(told.CreatedBy)?.UserProfileName),
    createdAt: awsTime(told.CreationTime),
  });
}

function frameworkOf({ Framework, FrameworkVersion }: Record<string, unknown>): string | undefined {
  const name = word(Framework)?.toLowerCase();
  return name && [name, word(FrameworkVersion)].filter(part => part !== undefined).join(' ');
}

/** The image that serves, and the model's own files. */
function artifactsOf(container: Record<string, unknown>): ArtifactContent[] {
  const image = word(container.Image);
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(word(container.ImageDigest) ?? '')?.[1];
  const data = word(container.ModelDataUrl) ?? word(mapping(mapping(container.ModelDataSource)?.S3DataSource)?.S3Uri);
  return [
    ...(data ? [{ uri: data, format: 'sagemaker' }] : []),
    ...(image ? [known({ uri: image, sha256, format: 'container-image' })] : []),
  ];
}

/** Texts about a version may change: they are documents and no part of what it is made of. */
function textsOf(told: Record<string, unknown>): DocumentContent[] {
  const texts = [
    ['Description', 'description', told.ModelPackageDescription],
    ['Approval', 'approval', told.ApprovalDescription],
  ] as const;
  return texts.flatMap(([title, kind, value]) => {
    const body = text(value);
    return body === undefined ? [] : [{ title, kind, body }];
  });
}

/** SageMaker keeps figures in files on S3 and tells only where: ModelQuality.Statistics and the like. */
function metricFiles(metrics: unknown): DocumentContent[] {
  return Object.entries(mapping(metrics) ?? {}).flatMap(([part, files]) =>
    Object.entries(mapping(files) ?? {}).flatMap(([name, file]) => {
      const uri = word(mapping(file)?.S3Uri);
      return uri === undefined ? [] : [{ title: `${part} ${name}`, kind: 'model-metrics', uri }];
    }),
  );
}

/** Why a package cannot come in as it is now; null when it can. */
export function unready({ ModelPackageStatus, ModelPackageStatusDetails }: Record<string, unknown>): string | null {
  const status = word(ModelPackageStatus);
  if (status === undefined || status === 'Completed') return null;
  if (status !== 'Failed') return `It is not complete yet (${status}): import again when it is.`;
  const details = list(mapping(ModelPackageStatusDetails)?.ValidationStatuses);
  const reason = details.map(one => word(mapping(one)?.FailureReason)).find(one => one !== undefined);
  return `SageMaker could not make it${reason ? `: ${reason}` : ''}. Delete it there, or make it again.`;
}
