import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../dist/handoff.js', import.meta.url));

// What graphql checks in development only: whether a thing comes from another copy of itself.
const told = `await import(${JSON.stringify(program)});
  const { instanceOf } = (await import('node:module')).createRequire(${JSON.stringify(program)})('graphql/jsutils/instanceOf');
  process.stdout.write(String(/realm|className/.test(String(instanceOf))));`;

it('runs libraries as production does, those too that are loaded before a command is read', async () => {
  const { NODE_ENV: _, ...env } = process.env;
  const said = async (more: NodeJS.ProcessEnv) => {
    const words = ['--input-type=module', '-e', told];
    return (await promisify(execFile)(process.execPath, words, { env: { ...env, ...more } })).stdout;
  };
  expect(await said({ NODE_ENV: 'development' })).toBe('true');
  expect(await said({})).toBe('false');
});
