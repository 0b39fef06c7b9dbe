#!/usr/bin/env node
// The command in a clone: installs and builds what is missing, then runs handoff.ts.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, prepare, root } from './prepare.mjs';

prepare();
if (build() !== 0) {
  process.stderr.write('The code does not build; the lines above say where.\n');
  process.exit(1);
}
const { main } = await import(pathToFileURL(join(root, 'dist', 'handoff.js')).href);
await main(process.argv.slice(2));
