import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStage, type Scene, type Stage } from './testing/stage.ts';

// The executors against servers that are no stand-ins, where their addresses are given: on loopback, or public.
const {
  HANDOFF_TEST_TENSORFLOW_URL: tensorflow,
  HANDOFF_TEST_TENSORFLOW_CONFIG: configFile = '',
  HANDOFF_TEST_TENSORFLOW_BASE: basePath = '/models/{model}',
  HANDOFF_TEST_TENSORFLOW_MODEL: modelName = 'half_plus_two',
  HANDOFF_TEST_TENSORFLOW_VERSIONS: numbers = '1,2',
  HANDOFF_TEST_KSERVE_URL: kserve,
  HANDOFF_TEST_KSERVE_NAMESPACE: namespace = 'default',
  HANDOFF_TEST_KSERVE_FORMAT: format = 'sklearn',
  HANDOFF_TEST_KSERVE_URIS: uris = '',
} = process.env;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const longest = 300_000;

/** Attempts until a promotion is where it should be. */
async function reaches(scene: Scene, promotion: Awaited<ReturnType<Scene['begin']>>, state: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await scene.next();
        return scene.shown(promotion);
      },
      { timeout: longest, interval: 1000 },
    )
    .toMatchObject({ state });
}

it.runIf(tensorflow)(
  'moves a real TensorFlow Serving on and back',
  async () => {
    const config = { url: tensorflow, configFile, basePath };
    const scene = await stage.open('TENSORFLOW_SERVING', config, [dirname(configFile)]);
    const [one = '1', two = '2'] = numbers.split(',');
    const { first, second } = scene.office;
    for (const { model } of [first, second]) model.name = modelName;
    first.source = { system: 'TENSORFLOW', externalId: `model/${one}`, url: null };
    second.source = { system: 'TENSORFLOW', externalId: `model/${two}`, url: null };
    await reaches(scene, await scene.begin('1'), 'LIVE');
    const promotion = await scene.begin('2');
    await reaches(scene, promotion, 'LIVE');
    await scene.back(promotion);
    await reaches(scene, promotion, 'ROLLED_BACK');
    const answer = await fetch(`${tensorflow}/v1/models/${modelName}/versions/${one}`);
    expect(await answer.json()).toMatchObject({ model_version_status: [{ state: 'AVAILABLE' }] });
  },
  longest * 3,
);

it.runIf(kserve)(
  'moves a real InferenceService on by a canary, and back',
  async () => {
    const [one = '', two = ''] = uris.split(',');
    const config = { url: kserve, namespace, service: `handoff-${Date.now()}`, format };
    const scene = await stage.open('KSERVE', config);
    scene.office.first.artifacts = [{ uri: one, format }];
    scene.office.second.artifacts = [{ uri: two, format }];
    const path = `/apis/serving.kserve.io/v1beta1/namespaces/${namespace}/inferenceservices/${config.service}`;
    const first = await scene.begin('1');
    await reaches(scene, first, 'LIVE');
    const canary = { strategy: 'CANARY', steps: [{ percent: 20 }, { percent: 100 }] };
    const promotion = await scene.begin('2', canary);
    await expect
      .poll(
        async () => {
          await scene.next();
          return scene.shown(promotion);
        },
        { timeout: longest, interval: 1000 },
      )
      .toMatchObject({ deployments: [{ trafficPercent: 20 }] });
    await scene.back(promotion);
    await reaches(scene, promotion, 'ROLLED_BACK');
    await fetch(`${kserve}${path}`, { method: 'DELETE' });
  },
  longest * 4,
);
