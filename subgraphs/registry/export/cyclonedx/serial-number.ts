import { createHash } from 'node:crypto';

/** The serial number of a version's bill of materials: the same for the same content, another for any other (UUID version 8, RFC 9562). */
export function serialNumber({ id, digest }: { id: string; digest: string }): string {
  const hex = createHash('sha256').update(`${id}\n${digest}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  const groups = [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `${variant}${hex.slice(17, 20)}`];
  return `urn:uuid:${[...groups, hex.slice(20, 32)].join('-')}`;
}
