import { PrivateAddress } from '@handoff/kit/http/guarded';

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name cannot be looked up just now',
  ECONNRESET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'its answer was cut off',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long to connect',
  UND_ERR_HEADERS_TIMEOUT: 'it took too long to answer',
  UND_ERR_BODY_TIMEOUT: 'it stopped in the middle of its answer',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not known here (NODE_EXTRA_CA_CERTS names a file with more of them)',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is its own (NODE_EXTRA_CA_CERTS names a file with more of them)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not known here (NODE_EXTRA_CA_CERTS names a file with more)',
  CERT_HAS_EXPIRED: 'its certificate is out of date',
};

/** Why a request came to nothing, in words that follow "cannot be read:". */
export function reasonOf(error: unknown): string {
  const { message, name } = error as { message?: string; name?: string };
  const code = codeOf(error);
  if (error instanceof PrivateAddress) return `it leads elsewhere, and ${message}, which is not followed`;
  if (name?.startsWith('HTTPParserError') || code.startsWith('HPE_')) return 'it does not answer in HTTP';
  return reasons[code] ?? message ?? String(error);
}

/** Whether trying again within seconds cannot help. */
export function isHopeless(error: unknown): boolean {
  if (error instanceof PrivateAddress) return true;
  const code = codeOf(error);
  return code === 'ENOTFOUND' || code === 'ECONNREFUSED' || /CERT|SIGNED|LEAF/.test(code) || code.startsWith('HPE_');
}

/** Empty where an error has none, or a number, as those of the platform have. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
