/** Whether a text is `key=value` pairs separated by commas, with special characters in the values as %xx. */
export function isPairs(text: string): boolean {
  try {
    return text.split(',').every(each => /^\s*[^=\s]+=/.test(each)) && Object.keys(pairsIn(text)).length > 0;
  } catch {
    return false;
  }
}

/** Those pairs. Throws a URIError when a value is not written so. */
export function pairsIn(text: string): Record<string, string> {
  const pairs = text.split(',').filter(each => each.includes('='));
  return Object.fromEntries(
    pairs.map(each => {
      const at = each.indexOf('=');
      return [each.slice(0, at).trim(), decodeURIComponent(each.slice(at + 1).trim())];
    }),
  );
}
