import { type Asked, notFound, type Reply } from '@handoff/kit/testing/server';

const api = '/api/2.0/mlflow';
const unity = '/api/2.1/unity-catalog/models';
const sha = 'a'.repeat(40);
const created = 1795226806833;
const card = '---\npipeline_tag: text-classification\nlibrary_name: transformers\n---\n# A card\n\nWhat it is for.';
const mlmodel = `flavors: {sklearn: {sklearn_version: 1.5.2}}
signature: {inputs: '[{"type": "double", "name": "age"}]', outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1]}}]'}
`;
const run = {
  info: { status: 'FINISHED' },
  data: {
    metrics: [
      { key: 'auc', value: 0.91 },
      { key: 'loss', value: 'NaN' },
    ],
    params: [{ key: 'depth', value: '6' }],
    tags: [
      { key: 'mlflow.user', value: 'ann' },
      { key: 'mlflow.source.git.commit', value: '7204e52' },
    ],
  },
  inputs: {
    dataset_inputs: [
      { dataset: { name: 'train', digest: '1a', source: '{"uri":"s3://b"}', profile: '{"num_rows": 3}' } },
    ],
  },
};
const version = (number: string, more: object = {}) => ({
  version: number,
  status: 'READY',
  current_stage: 'None',
  creation_timestamp: created,
  run_id: 'r1',
  source: 's3://b/artifacts/model',
  description: 'Newer data.',
  tags: [{ key: 'long', value: 'x'.repeat(300) }],
  ...more,
});

const mlflow: Record<string, Reply> = {
  [`${api}/registered-models/search`]: {
    body: {
      registered_models: [
        { name: 'From MLflow', tags: [{ key: 'team', value: 'risk' }], aliases: [{ alias: 'champion', version: '2' }] },
      ],
    },
  },
  [`${api}/model-versions/search`]: {
    body: { model_versions: [version('2'), version('1', { current_stage: 'Archived' })] },
  },
  [`${api}/runs/get`]: { body: { run } },
  '/model-versions/get-artifact': { body: mlmodel },
};

const databricks: Record<string, Reply> = {
  [unity]: { body: { registered_models: [{ full_name: 'main.risk.unity' }] } },
  [`${unity}/main.risk.unity`]: {
    body: {
      full_name: 'main.risk.unity',
      owner: 'ann@acme.com',
      aliases: [{ alias_name: 'champion', version_num: 1 }],
    },
  },
  [`${unity}/main.risk.unity/versions`]: { body: { model_versions: [version('1', { created_at: created })] } },
  '/api/2.0/fs/files/Models/main/risk/unity/1/MLmodel': { body: mlmodel },
};

const repository = '/repos/acme/from-github';
const github: Record<string, Reply> = {
  [repository]: {
    body: {
      full_name: 'acme/from-github',
      html_url: 'https://github.com/acme/from-github',
      default_branch: 'main',
      topics: ['ml'],
    },
  },
  [`${repository}/commits/main`]: { body: { sha } },
  [`${repository}/git/trees/${sha}`]: {
    body: { tree: ['CODEOWNERS', 'a/MLmodel', 'b/README.md'].map(path => ({ path, type: 'blob' })) },
  },
  [`${repository}/tags`]: { body: [{ name: 'v1.0.0', commit: { sha } }] },
  [`${repository}/releases`]: {
    body: [
      {
        tag_name: 'v1.0.0',
        name: 'First',
        body: 'Notes',
        published_at: '2026-05-01T10:00:00Z',
        assets: [{ browser_download_url: 'https://x/m', size: 7, digest: `sha256:${'0'.repeat(64)}` }],
      },
    ],
  },
  [`${repository}/commits`]: { body: [{ sha, commit: { committer: { date: '2026-05-01T10:00:00Z' } } }] },
  [`${repository}/contents/CODEOWNERS`]: { body: '* @acme/ml ann@acme.com' },
  [`${repository}/contents/a/MLmodel`]: { body: mlmodel },
  [`${repository}/contents/b/README.md`]: { body: card },
};

const hub: Record<string, Reply> = {
  '/api/models': { body: [{ id: 'acme/from-hub', sha, lastModified: '2026-05-01T10:00:00.000Z' }] },
  [`/acme/from-hub/raw/${sha}/README.md`]: { body: card },
};

const arn = 'arn:aws:sagemaker:eu-west-1:1:model-package/from-sagemaker/1';
const sagemaker: Record<string, Reply> = {
  ListModelPackageGroups: { body: { ModelPackageGroupSummaryList: [{ ModelPackageGroupName: 'from-sagemaker' }] } },
  DescribeModelPackageGroup: { body: { ModelPackageGroupName: 'from-sagemaker' } },
  ListTags: { body: { Tags: [{ Key: 'team', Value: 'risk' }] } },
  ListModelPackages: { body: { ModelPackageSummaryList: [{ ModelPackageArn: arn, ModelPackageVersion: 1 }] } },
  DescribeModelPackage: {
    body: {
      ModelPackageArn: arn,
      ModelApprovalStatus: 'Approved',
      ModelPackageDescription: 'First.',
      CreationTime: 1795226806.8,
      InferenceSpecification: { Containers: [{ Image: 'x:1', ModelDataUrl: 's3://b/1', Framework: 'SKLEARN' }] },
      ModelMetrics: { ModelQuality: { Statistics: { S3Uri: 's3://b/stat.json' } } },
    },
  },
};

const replies = { ...mlflow, ...databricks, ...github, ...hub };

/** One small model of each system that is read over HTTP, as each of them answers. */
export function world({ path, headers }: Asked): Reply {
  const operation = String(headers['x-amz-target'] ?? '').replace('SageMaker.', '');
  if (operation !== '') return sagemaker[operation] ?? notFound;
  return replies[path as keyof typeof replies] ?? notFound;
}
