/**
 * Whether a pattern of CODEOWNERS matches the path of a file, both with slashes, the path from the repository's root. A
 * pattern that names a folder matches all in it, but one that ends in /* only what is directly there. The time is
 * bounded by the product of both lengths. Pure.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const parts = pattern.replace(/^\//, '').replace(/\/$/, '').split('/');
  const isAnchored = pattern.replace(/\/$/, '').includes('/');
  const wanted = isAnchored ? parts : ['**', ...parts];
  const isFolder = pattern.endsWith('/');
  const isShallow = isAnchored && parts.at(-1) === '*';
  return ends(wanted, path.split('/')).some(end => {
    const isWhole = end === path.split('/').length;
    if (isFolder) return !isWhole;
    return isWhole || !isShallow;
  });
}

/** How many of the path's segments the whole pattern can take up. */
function ends(pattern: readonly string[], path: readonly string[]): number[] {
  let reached = new Set([0]);
  for (const segment of pattern) {
    reached = segment === '**' ? new Set(fromOn(Math.min(...reached), path.length)) : after(reached, segment, path);
    if (reached.size === 0) return [];
  }
  return [...reached].filter(end => end > 0);
}

function fromOn(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function after(reached: ReadonlySet<number>, segment: string, path: readonly string[]): Set<number> {
  const fits = [...reached].filter(at => at < path.length && matchesSegment(segment, path[at] ?? ''));
  return new Set(fits.map(at => at + 1));
}

/** * stands for any letters, ? for one; none of them for a slash. */
function matchesSegment(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') [star, mark, p] = [p, t, p + 1];
    else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, mark, t] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}
