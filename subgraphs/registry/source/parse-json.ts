export type ParsedJson = { kind: 'Value'; value: unknown } | { kind: 'Problem'; message: string };

const mostDepth = 200;
const mostParts = { brackets: 1_000_000, commas: 3_000_000 };

/**
 * Reads JSON that may be hostile: depth and number of parts are judged before anything is built, so that time and
 * memory stay within bounds. message: what is wrong, with the line where it is known.
 */
export function parseJson(json: string): ParsedJson {
  const tooMuch = measure(json);
  if (tooMuch) return { kind: 'Problem', message: tooMuch };
  try {
    return { kind: 'Value', value: JSON.parse(json) };
  } catch (error) {
    return {
      kind: 'Problem',
      message: `${placeOf(String(error), json)}it is no valid JSON; it may have been cut off.`,
    };
  }
}

/** Where it stops making sense, as far as the engine says. */
function placeOf(error: string, json: string): string {
  const position = /position (\d+)/.exec(error)?.[1];
  if (position === undefined && !/end of JSON|Unterminated/i.test(error)) return '';
  return `line ${json.slice(0, Number(position ?? json.length)).split('\n').length}: `;
}

function measure(json: string): string | null {
  const structure = /["[\]{},]/g;
  let [depth, brackets, commas] = [0, 0, 0];
  for (let at = 0; at < json.length; at++) {
    structure.lastIndex = at;
    const found = structure.exec(json);
    if (!found) return null;
    at = found.index;
    const [mark] = found;
    if (mark === '"') at = endOfText(json, at);
    else if (mark === ',') commas++;
    else if (mark === ']' || mark === '}') depth--;
    else {
      depth++;
      brackets++;
    }
    if (depth > mostDepth) return `its JSON is nested deeper than ${mostDepth} levels.`;
    if (brackets > mostParts.brackets || commas > mostParts.commas)
      return 'its JSON has more parts than are read: more than a million lists and mappings, or three million values.';
  }
  return null;
}

/** Where a text that begins with a quote ends: at a quote without an odd number of backslashes before it. */
function endOfText(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0;
    while (json.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return json.length;
}
