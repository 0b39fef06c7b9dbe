import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startScript } from './start.ts';

const javascript = 'text/javascript; charset=utf-8';
const css = 'text/css; charset=utf-8';
const pageStyle = 'html, body, #graphiql { margin: 0; height: 100%; }\n';

/** A file of the page, ready to be sent. */
export interface Asset {
  type: string;
  content: Buffer;
}

/** Files of installed packages, by the name the page asks for. */
const installed: Readonly<Record<string, { package: string; file: string; type: string }>> = {
  'graphiql.css': { package: 'graphiql', file: 'graphiql.min.css', type: css },
  'graphiql.js': { package: 'graphiql', file: 'graphiql.min.js', type: javascript },
  'react.js': { package: 'react', file: 'umd/react.production.min.js', type: javascript },
  'react-dom.js': { package: 'react-dom', file: 'umd/react-dom.production.min.js', type: javascript },
};

/** Reads a file of the GraphiQL page, or null where there is none of that name. */
export async function readAsset(name: string): Promise<Asset | null> {
  if (name === 'start.js') return { type: javascript, content: Buffer.from(startScript) };
  if (name === 'page.css') return { type: css, content: Buffer.from(pageStyle) };
  const found = Object.hasOwn(installed, name) ? installed[name] : undefined;
  if (!found) return null;
  const folder = dirname(createRequire(import.meta.url).resolve(`${found.package}/package.json`));
  return { type: found.type, content: await readFile(join(folder, found.file)) };
}
