import { known, mapping, text } from '../field.ts';

export interface Flavor {
  /** Name and version, e.g. "xgboost 2.1.4". */
  framework?: string;
  /** The class of the model where the flavor names it, e.g. xgboost.sklearn.XGBRegressor. */
  algorithm?: string;
  /** The task as the flavor words it, e.g. text-classification. */
  task?: string;
  /** The model's own file, below the folder of the MLmodel file. */
  dataPath?: string;
  format?: string;
}

/** Version keys that do not follow the pattern <flavor>_version. */
const versionKeys: Record<string, string> = {
  xgboost: 'xgb_version',
  lightgbm: 'lgb_version',
  spark: 'pyspark_version',
};

/**
 * What the flavors tell. The first one besides python_function says which library made the model; with python_function
 * alone all that is known is the version of Python.
 */
export function readFlavor(flavors: Record<string, unknown>): Flavor {
  const pyfunc = mapping(flavors.python_function) ?? {};
  const [name, own] = Object.entries(flavors).find(([key]) => key !== 'python_function') ?? [];
  const flavor = mapping(own) ?? {};
  return known({
    framework: name ? frameworkOf(name, flavor) : pythonOf(pyfunc),
    algorithm: text(flavor.model_class),
    task: text(flavor.task),
    dataPath:
      text(flavor.pickled_model) ??
      text(flavor.data) ??
      text(pyfunc.model_path) ??
      text(pyfunc.data) ??
      text(pyfunc.python_model),
    format: text(flavor.serialization_format) ?? text(flavor.model_format),
  });
}

function frameworkOf(name: string, flavor: Record<string, unknown>): string {
  const version = text(flavor[versionKeys[name] ?? `${name}_version`]);
  return version ? `${name} ${version}` : name;
}

function pythonOf(pyfunc: Record<string, unknown>): string | undefined {
  const version = text(pyfunc.python_version);
  return version ? `python ${version}` : undefined;
}
