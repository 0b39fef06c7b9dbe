import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Asked, type Reply, type TestServer, testServer } from '@handoff/kit/testing/server';
import { AwsV4Signer } from 'aws4fetch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { sagemakerAccess } from './access.ts';
import { sagemaker } from './adapter.ts';
import { awsTime } from './package.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.stop());

const env = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };
const arn = (kind: string, rest: string) => `arn:aws:sagemaker:eu-west-1:123456789012:${kind}/${rest}`;
const operationOf = ({ headers }: Asked) => String(headers['x-amz-target']).replace('SageMaker.', '');
const inputOf = ({ body }: Asked) => JSON.parse(body) as Record<string, string | undefined>;
const error = (type: string, message: string): Reply => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: type, message }),
});

const packages: Record<string, object> = {
  [arn('model-package', 'churn/1')]: {
    ModelPackageVersion: 1,
    ModelPackageStatus: 'Completed',
    ModelApprovalStatus: 'Approved',
    ModelPackageDescription: 'First.',
    ApprovalDescription: 'ok by ann',
    CreationTime: 1795226877.874,
    CreatedBy: { UserProfileName: 'ben' },
    MetadataProperties: { CommitId: '7204e52', GeneratedBy: 'pipeline-9' },
    InferenceSpecification: {
      Containers: [
        {
          Image: '1.dkr/x:1',
          ImageDigest: `sha256:${'0'.repeat(64)}`,
          ModelDataUrl: 's3://b/1/model.tar.gz',
          Framework: 'SKLEARN',
          FrameworkVersion: '1.2',
        },
      ],
    },
    ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: 's3://b/1/stat.json' } } },
    CustomerMetadataProperties: { accuracy: '0.91' },
  },
  [arn('model-package', 'churn/2')]: { ModelPackageVersion: 2, ModelPackageStatus: 'InProgress' },
  [arn('model-package', 'churn/3')]: {
    ModelPackageVersion: 3,
    ModelPackageStatus: 'Failed',
    ModelPackageStatusDetails: { ValidationStatuses: [{ Name: 'x', Status: 'Failed', FailureReason: 'no image' }] },
  },
};

/** SageMaker with the groups churn and Other-Group. */
function registry(replies: Record<string, (asked: Asked) => Reply | undefined> = {}): void {
  server.answer(asked => {
    const operation = operationOf(asked);
    const input = inputOf(asked);
    const reply = replies[operation]?.(asked);
    if (reply) return reply;
    if (operation === 'ListModelPackageGroups')
      return input.NextToken
        ? { body: { ModelPackageGroupSummaryList: [{ ModelPackageGroupName: 'Other-Group' }] } }
        : { body: { ModelPackageGroupSummaryList: [{ ModelPackageGroupName: 'churn' }], NextToken: 'n' } };
    const group = input.ModelPackageGroupName ?? '';
    if (operation === 'DescribeModelPackageGroup')
      return {
        body: {
          ModelPackageGroupName: group,
          ModelPackageGroupArn: arn('model-package-group', group),
          ModelPackageGroupDescription: 'Who leaves.',
        },
      };
    if (operation === 'ListTags')
      return {
        body: {
          Tags: [
            { Key: 'team', Value: 'risk' },
            { Key: 'sagemaker:domain-arn', Value: 'x' },
          ],
        },
      };
    if (operation === 'ListModelPackages') {
      const all = group === 'churn' ? Object.entries(packages) : [];
      const at = Number(input.NextToken ?? 0);
      const summaries = all.slice(at, at + 2).map(([id, told]) => ({ ModelPackageArn: id, ...told }));
      return {
        body: { ModelPackageSummaryList: summaries, ...(at + 2 < all.length ? { NextToken: String(at + 2) } : {}) },
      };
    }
    return { body: { ModelPackageArn: input.ModelPackageName, ...packages[input.ModelPackageName ?? ''] } };
  });
}
const items = (where = '*', options = {}) => itemsOf(sagemaker, where, { api: server.url, env, ...options });

test('groups are models and packages their versions, with approval, artifacts, files of figures and provenance', async () => {
  registry();
  const found = await items();
  expect(problemsIn(found)).toEqual([
    `${arn('model-package', 'churn/2')}: It is not complete yet (InProgress): import again when it is.`,
    `${arn('model-package', 'churn/3')}: SageMaker could not make it: no image. Delete it there, or make it again.`,
  ]);
  const [churn, other] = recordsIn(found);
  expect(churn).toEqual({
    source: {
      system: 'SAGEMAKER',
      externalId: arn('model-package-group', 'churn'),
      url: expect.stringContaining('#/model-packages/churn'),
    },
    name: 'churn',
    description: 'Who leaves.',
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
    tags: ['team=risk'],
    versions: [
      {
        version: '1',
        source: {
          system: 'SAGEMAKER',
          externalId: arn('model-package', 'churn/1'),
          url: expect.stringContaining('churn/1'),
          runId: 'pipeline-9',
          commit: '7204e52',
        },
        content: {
          framework: 'sklearn 1.2',
          artifacts: [
            { uri: 's3://b/1/model.tar.gz', format: 'sagemaker' },
            { uri: '1.dkr/x:1', sha256: '0'.repeat(64), format: 'container-image' },
          ],
          documents: [
            { title: 'Description', kind: 'description', body: 'First.' },
            { title: 'Approval', kind: 'approval', body: 'ok by ann' },
            { title: 'ModelQuality Statistics', kind: 'model-metrics', uri: 's3://b/1/stat.json' },
          ],
        },
        tags: ['approval=Approved', 'accuracy=0.91'],
        trainedBy: 'ben',
        createdAt: '2026-11-21T02:07:57.874Z',
      },
    ],
  });
  expect(other).toMatchObject({ name: 'other-group', title: 'Other-Group', versions: [] });
});

test('every request is signed for its region and service, with a session’s token', async () => {
  registry();
  await items('churn', { env: { ...env, AWS_SESSION_TOKEN: 'session' }, region: 'us-east-1' });
  for (const { headers, body } of server.asked) {
    const { 'x-amz-date': datetime = '', authorization = '' } = headers as Record<string, string>;
    const again = new AwsV4Signer({
      method: 'POST',
      url: `${server.url}/`,
      body,
      headers: { 'content-type': String(headers['content-type']), 'x-amz-target': String(headers['x-amz-target']) },
      accessKeyId: 'AKIA1',
      secretAccessKey: 'secret',
      sessionToken: 'session',
      region: 'us-east-1',
      service: 'sagemaker',
      datetime,
    });
    expect((await again.sign()).headers.get('authorization')).toBe(authorization);
    expect(authorization).toMatch(/Credential=AKIA1\/\d{8}\/us-east-1\/sagemaker\/aws4_request/);
    expect(headers['x-amz-security-token']).toBe('session');
  }
});

test('throttling is waited out', async () => {
  let times = 0;
  registry({ DescribeModelPackage: () => (times++ < 3 ? error('ThrottlingException', 'Rate exceeded') : undefined) });
  expect(recordsIn(await items('churn'))[0]?.versions).toHaveLength(1);
});

test.each<[string, [string, Reply, RegExp]]>([
  [
    'a wrong signature',
    [
      'ListModelPackageGroups',
      error('InvalidSignatureException', 'The signature does not match'),
      /^stopped: ListModelPackageGroups: .*HTTP 400: The signature does not match\. Check region/,
    ],
  ],
  [
    'no permission',
    [
      'DescribeModelPackageGroup',
      { status: 403, body: { Message: 'not authorized' } },
      /^stopped: .*HTTP 403: not authorized\. The credentials need sagemaker:List\*/,
    ],
  ],
  ['half an answer', ['ListModelPackageGroups', { body: '{"ModelPackageGroup' }, /^stopped: .*no valid JSON/]],
  [
    'a web page',
    ['ListModelPackageGroups', { headers: { 'content-type': 'text/html' }, body: '<html>' }, /^stopped: .*a web page/],
  ],
])('%s ends it with the reason and the mend', async (_, [operation, reply, reason]) => {
  registry({ [operation]: () => reply });
  expect(problemsIn(await items())[0]).toMatch(reason);
});

test('a package that is not found does not keep the others out', async () => {
  registry({
    DescribeModelPackage: asked =>
      asked.body.includes('churn/2') ? error('ValidationException', 'not found') : undefined,
  });
  const found = await items('churn');
  expect(problemsIn(found)[0]).toMatch(/churn\/2: DescribeModelPackage: .*not found/);
  expect(recordsIn(found)[0]?.versions).toHaveLength(1);
});

test.each<[string, [object, unknown]]>([
  ['no key', [{ env: {} }, expect.stringMatching(/^AWS_ACCESS_KEY_ID is missing: "aws configure export-credentials/)]],
  ['half a key', [{ env: { AWS_ACCESS_KEY_ID: 'x' } }, expect.stringMatching(/^AWS_SECRET_ACCESS_KEY is missing/)]],
  ['no region', [{ env: { ...env, AWS_REGION: '' } }, expect.stringMatching(/^There is no region: give --region/)]],
  ['a region that is none', [{ env, region: 'europe' }, expect.stringMatching(/^"europe" is no region/)]],
  ['no address', [{ env, api: 'x' }, expect.stringMatching(/--api takes an address/)]],
  [
    'all',
    [{ env }, expect.objectContaining({ endpoint: 'https://api.sagemaker.eu-west-1.amazonaws.com', only: null })],
  ],
  [
    'China',
    [
      { env, region: 'cn-north-1' },
      expect.objectContaining({ endpoint: 'https://api.sagemaker.cn-north-1.amazonaws.com.cn' }),
    ],
  ],
  [
    'an endpoint',
    [
      { env: { ...env, AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/' } },
      expect.objectContaining({ endpoint: 'http://127.0.0.1:4566' }),
    ],
  ],
])('%s is understood, or refused with the mend', (_, [options, access]) => {
  expect(sagemakerAccess('*', options)).toEqual(access);
});

test.each([
  [1795226877.874, '2026-11-21T02:07:57.874Z'],
  ['1.795226877E9', '2026-11-21T02:07:57.000Z'],
  ['2026-11-21 02:07:57.874000+00:00', '2026-11-21T02:07:57.874Z'],
  ['soon', undefined],
  [null, undefined],
])('the time %s is %s', (given, time) => {
  expect(awsTime(given)).toBe(time);
});

const recorded = fileURLToPath(new URL('../../../../../shared/data/live-answers/sagemaker-moto.json', import.meta.url));
if (!existsSync(recorded))
  console.warn(`Skipped: the recorded answers of a SageMaker stand-in are not at ${recorded}.`);

test.skipIf(!existsSync(recorded))('what a stand-in for SageMaker answered is read', async () => {
  const told = JSON.parse(readFileSync(recorded, 'utf8')) as Record<string, { answer?: object }>;
  const answers: Record<string, (asked: Asked) => object | undefined> = {
    ListModelPackageGroups: () => told.list_model_package_groups?.answer,
    DescribeModelPackageGroup: () => told.describe_model_package_group?.answer,
    ListTags: () => told.list_tags?.answer,
    ListModelPackages: ({ body }) =>
      told[body.includes('NextToken') ? 'list_model_packages#1' : 'list_model_packages']?.answer,
    DescribeModelPackage: ({ body }) => ({
      ...told.describe_model_package?.answer,
      ModelPackageArn: (JSON.parse(body) as { ModelPackageName: string }).ModelPackageName,
    }),
  };
  server.answer(asked => ({ body: answers[operationOf(asked)]?.(asked) ?? {} }));
  const found = await items();
  expect(problemsIn(found)).toEqual([]);
  const [record] = recordsIn(found);
  expect(record).toMatchObject({ name: 'churn', tags: ['team=risk'] });
  expect(record?.versions.map(({ version, source, tags }) => [version, source?.commit, tags?.[0]])).toEqual(
    ['1', '2', '3'].map(version => [version, 'abc', 'approval=PendingManualApproval']),
  );
});
