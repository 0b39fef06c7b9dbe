const plain = String.raw`[\w\-.~!$&'()*+,;=:@/]|%[0-9a-f]{2}`;
const proper = new RegExp(
  String.raw`^([a-z][a-z0-9+.-]*:(//[\w.~-]+(:\d+)?(?=[/?#]|$))?)?(?!//)(${plain})*(\?(${plain}|\?)*)?(#(${plain}|\?)*)?$`,
  'i',
);
const scheme = /^([a-z][a-z0-9+.-]*:(?:\/\/)?)?/i;

/** An address as an IRI reference (RFC 3987) that every reader takes: what may not stand in one is written in percent. */
export function iri(address: string): string {
  if (isProper(address)) return address;
  const [begin = ''] = scheme.exec(address) ?? [];
  const mended = begin + percent(address.slice(begin.length), /[^\w\-.~!$&'()*+,;=:@/?]/gu);
  return isProper(mended) ? mended : percent(address, /[^\w\-.~]/gu);
}

function isProper(address: string): boolean {
  const colon = address.search(/[:/?#]/);
  const schemed = address[colon] !== ':' || /^[a-z][a-z0-9+.-]*:/i.test(address);
  return schemed && proper.test(address);
}

function percent(text: string, marks: RegExp): string {
  return Buffer.from(text, 'utf8').toString('utf8').replace(marks, encodeURIComponent);
}
