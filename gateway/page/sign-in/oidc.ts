import type { Graph } from '../../graph.ts';
import type { Refusal } from '../../refusal.ts';

/** What a browser remembers while its person is at the identity provider. */
export interface Errand {
  verifier: string;
  state: string;
  nonce: string;
  /** Where to go afterwards: a path of this site. */
  to: string;
}

/** Who came back from the identity provider. */
export interface Account {
  issuer: string;
  subject: string;
}

/** Signing in at the identity provider, in two steps. */
export interface OidcPages {
  /** Where to send the browser, and what it has to remember. callback: where it is sent back to. */
  begin(callback: string, to: string): Promise<{ url: string; errand: Errand } | Refusal>;
  /** Who came back, once they are known here. address: the whole address the browser was sent back to. */
  finish(address: URL, errand: Errand, graph: Graph): Promise<Account | Refusal>;
}
