import type { GraphClient } from '@handoff/kit/graph-client';
import { asked } from '../house.ts';

/** Makes a model that few may see, with what belongs to it; the addresses of each page of it, beside one of nothing. */
export async function hidden(admin: GraphClient): Promise<(readonly [there: string, nowhere: string])[]> {
  const name = 'hidden';
  const change = async <T>(mutation: string, input: object, select: string): Promise<T> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${select} problem { message } } }`;
    return (await asked<Record<string, T>>(admin, document, { input }))[mutation] as T;
  };
  const model = { name, task: 'OTHER', riskTier: 'MINIMAL', visibility: 'RESTRICTED' };
  await change('registerModel', model, 'model { id }');
  const register = (version: string) =>
    change<{ version: { id: string } }>('registerVersion', { model: name, version, content: {} }, 'version { id }');
  const [{ version }] = [await register('1'), await register('2')];
  const { promotion } = await change<{ promotion: { id: string } }>(
    'requestPromotion',
    { model: name, version: '1', environment: 'dev', reason: 'To see.' },
    'promotion { id }',
  );
  const arms = [
    { key: 'a', version: '1', control: true, share: 50 },
    { key: 'b', version: '2', share: 50 },
  ];
  const terms = { metricKind: 'MEAN', comparator: 'AT_LEAST', method: 'SEQUENTIAL', arms };
  const { experiment } = await change<{ experiment: { id: string } }>(
    'createExperiment',
    { model: name, name: 'Secret', hypothesis: 'It works.', metric: 'm', ...terms },
    'experiment { id }',
  );
  const labels = [
    { name: 'model', value: name },
    { name: 'alertname', value: 'Secret' },
  ];
  const one = { fingerprint: 'h-1', status: 'FIRING', startsAt: new Date().toISOString(), labels, annotations: [] };
  await change('receiveAlerts', { alerts: [one] }, '__typename');
  const document = '{ model(name: "hidden") { alerts { nodes { id } } } }';
  const found = await asked<{ model: { alerts: { nodes: { id: string }[] } } }>(admin, document);
  const alert = found.model.alerts.nodes[0]?.id ?? '';
  const other = (id: string) => `${id.slice(0, 4)}${'0'.repeat(id.length - 4)}`;
  const byId = (kind: string, id: string, rest = '') =>
    [`/${kind}/${id}${rest}`, `/${kind}/${other(id)}${rest}`] as const;
  const byName = (kind: string, rest = '') => [`/${kind}/${name}${rest}`, `/${kind}/absent${rest}`] as const;
  return [
    ...[byName('models'), byName('lineage'), byName('assign'), byName('hosting'), byName('new-experiment')],
    ...[byName('compare', '/1/2'), byId('versions', version.id), byId('versions', version.id, '/watch')],
    ...[byId('versions', version.id, '/promote?environment=dev'), byId('versions', version.id, '/handover')],
    ...[byId('promotions', promotion.id), byId('experiments', experiment.id), byId('alerts', alert)],
  ];
}
