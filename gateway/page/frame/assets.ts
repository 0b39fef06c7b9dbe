import { sha256 } from '@handoff/kit/canonical';
import type { Answer } from '../../answer.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { layoutStyle } from './style-layout.ts';
import { partStyle } from './style-parts.ts';

interface Asset {
  path: string;
  type: string;
  content: string;
}

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d4fd8"/><path d="M8 16h13m-5-6 6 6-6 6" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/></svg>';

/** Files of the pages; their addresses change with what they hold, so that browsers may keep them. */
export const assets = {
  style: asset('css', 'text/css; charset=utf-8', [style, layoutStyle, partStyle].join('\n')),
  script: asset('js', 'text/javascript; charset=utf-8', script),
  icon: asset('svg', 'image/svg+xml', icon),
};

const byPath = new Map(Object.values(assets).map(each => [each.path, each]));

/** A file of the pages by its path, or null. */
export function answerPageAsset(path: string): Answer | null {
  const found = byPath.get(path);
  if (!found) return null;
  const headers = { 'content-type': found.type, 'cache-control': 'public, max-age=31536000, immutable' };
  return { status: 200, headers, body: found.content, outcome: 'OK' };
}

function asset(extension: string, type: string, content: string): Asset {
  return { path: `/assets/${sha256(content).slice(0, 12)}.${extension}`, type, content };
}
