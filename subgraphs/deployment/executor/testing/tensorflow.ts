import { readFileSync } from 'node:fs';
import type { Asked, Reply } from '@handoff/kit/testing/server';

/** A TensorFlow Serving that reads its models from a file, as it is documented to answer about them. */
export interface ServingServer {
  /** The states of versions, by "model/version"; what it reads of the file begins as LOADING. */
  states: Map<string, string>;
  /** Reads the file again, and lets go of what is not in it. */
  poll(): void;
  answer(asked: Asked): Reply;
}

const told = /name: "(.+?)"[\s\S]*?base_path: "(.+?)"[\s\S]*?versions: (\d+)/g;

export function servingServer(file: string): ServingServer {
  const states = new Map<string, string>();
  const status = (state: string) =>
    state.startsWith('END')
      ? { error_code: state === 'END' ? 'OK' : 'NOT_FOUND', error_message: state.slice(4) }
      : { error_code: 'OK', error_message: '' };
  const all = (name: string): Reply => {
    const own = [...states].filter(([each]) => each.startsWith(`${name}/`));
    if (own.length === 0) return { status: 404, body: { error: `Could not find any versions of model ${name}` } };
    const told = own.map(([each, state]) => ({
      ...{ version: each.split('/')[1], state: state.split(' ')[0], status: status(state) },
    }));
    return { body: { model_version_status: told } };
  };
  return {
    states,
    poll: () => {
      const wanted = [...readFileSync(file, 'utf8').matchAll(told)].map(([, name, , version]) => `${name}/${version}`);
      for (const each of wanted) if (!states.has(each)) states.set(each, 'LOADING');
      for (const each of states.keys()) if (!wanted.includes(each)) states.set(each, 'END');
    },
    answer: ({ path }) => {
      const [, every] = /^\/v1\/models\/([^/]+)$/.exec(path) ?? [];
      if (every) return all(every);
      const [, name, version] = /^\/v1\/models\/(.+)\/versions\/(\d+)$/.exec(path) ?? [];
      const state = states.get(`${name}/${version}`);
      if (!state) return { status: 404, body: { error: `Could not find version ${version} of model ${name}` } };
      const shown = state.split(' ')[0];
      return { body: { model_version_status: [{ version, state: shown, status: status(state) }] } };
    },
  };
}
