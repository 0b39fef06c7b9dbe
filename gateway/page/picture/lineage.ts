import { type Html, html } from '@handoff/kit/html';
import { linkHorizontal } from 'd3-shape';

/** Something in the drawing. */
export interface Node {
  id: string;
  label: string;
  sub: string;
  /** Where it leads; null: nowhere. */
  href: string | null;
  live?: boolean;
}

/** What leads to what, by ids; in columns from left to right. */
export interface Lineage {
  name: string;
  columns: readonly (readonly [title: string, nodes: readonly Node[]])[];
  edges: readonly (readonly [from: string, to: string])[];
}

const size = { width: 900, node: 210, height: 46, gap: 14, top: 26 };

/** Draws columns of things with lines between what belongs together. A list beside it says the same. */
export function lineagePicture({ name, columns, edges }: Lineage): Html {
  const tallest = Math.max(1, ...columns.map(([, nodes]) => nodes.length));
  const height = size.top + tallest * (size.height + size.gap);
  const step = (size.width - size.node) / Math.max(1, columns.length - 1);
  const places = new Map<string, { x: number; y: number }>();
  for (const [at, [, nodes]] of columns.entries()) {
    const lead = ((tallest - nodes.length) * (size.height + size.gap)) / 2;
    nodes.forEach((node, index) => {
      places.set(node.id, { x: Math.round(at * step), y: size.top + lead + index * (size.height + size.gap) });
    });
  }
  const way = linkHorizontal<unknown, [number, number]>();
  const lines = edges.flatMap(([from, to]) => {
    const [start, end] = [places.get(from), places.get(to)];
    if (!start || !end) return [];
    const middle = size.height / 2;
    const source: [number, number] = [start.x + size.node, start.y + middle];
    return [html`<path class="edge" d="${way({ source, target: [end.x, end.y + middle] }) ?? ''}"/>`];
  });
  const heads = columns.map(([title], at) => html`<text x="${Math.round(at * step)}" y="14">${title}</text>`);
  const nodes = columns.flatMap(([, all]) => all.map(node => drawNode(node, places.get(node.id) ?? { x: 0, y: 0 })));
  return html`<div class="wide" tabindex="0" role="group" aria-label="Drawing"><svg class="picture lineage" viewBox="-1 0 ${size.width + 2} ${height}" aria-label="${name}" role="group">${heads}${lines}${nodes}</svg></div>`;
}

function drawNode({ label, sub, href, live = false }: Node, { x, y }: { x: number; y: number }): Html {
  const box = html`<g class="node${live ? ' live' : ''}" transform="translate(${x} ${y})"><rect width="${size.node}" height="${size.height}" rx="7"/><text x="10" y="19">${cut(label, 30)}</text><text class="sub" x="10" y="35">${cut(sub, 36)}</text></g>`;
  return href ? html`<a href="${href}">${box}</a>` : box;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
