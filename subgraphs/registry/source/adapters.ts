import { nearest } from '@handoff/kit/settings/nearest';
import { codeowners } from './codeowners/adapter.ts';
import { databricks } from './databricks/adapter.ts';
import { datahub } from './datahub/adapter.ts';
import { github } from './github/adapter.ts';
import { huggingFace } from './hugging-face/adapter.ts';
import { kubeflow } from './kubeflow/adapter.ts';
import { mlflow } from './mlflow/adapter.ts';
import { mlmodel } from './mlmodel/adapter.ts';
import { onnx } from './onnx/adapter.ts';
import type { SourceAdapter } from './record.ts';
import { sagemaker } from './sagemaker/adapter.ts';
import { tensorflow } from './tensorflow/adapter.ts';

/** The sources that can be imported from, by the name the command line knows them by. */
export const adapters: Readonly<Record<string, SourceAdapter>> = {
  mlflow,
  databricks,
  mlmodel,
  'hugging-face': huggingFace,
  onnx,
  tensorflow,
  github,
  codeowners,
  sagemaker,
  kubeflow,
  datahub,
};

/** The adapter of a name, or a sentence that names the nearest one and all there are. */
export function findAdapter(name: string): SourceAdapter | string {
  const adapter = Object.hasOwn(adapters, name) ? adapters[name] : undefined;
  if (adapter) return adapter;
  const names = Object.keys(adapters);
  const near = nearest(name.toLowerCase(), names);
  return `There is no import from "${name}".${near ? ` Did you mean ${near}?` : ''} There are: ${names.join(', ')}.`;
}
