import type { House } from '../door.ts';
import type { IdentityLookup } from '../identify.ts';
import { openSeal, type Seal } from './session/seal.ts';
import { openSessions, type PeopleOfSessions, type Sessions } from './session/session.ts';
import type { OidcPages } from './sign-in/oidc.ts';

/** Somebody whom one can be in the demo. */
export interface DemoPerson {
  id: string;
  name: string;
  /** Their teams, in words. */
  about: string;
}

/** What the pages stand on beside the graph. */
export interface PagesOptions {
  /** At least 32 characters, the same in every gateway: sessions are closed by it. */
  secret: string;
  personByIdentity: IdentityLookup['personByIdentity'];
  /** Whom one can be in the demo; null: there is none. */
  demoPeople: (() => Promise<readonly DemoPerson[]>) | null;
  /** Null: nobody signs in with an identity provider. */
  oidc: OidcPages | null;
}

/** The pages as they are opened once. */
export interface Pages extends PagesOptions {
  seal: Seal;
  sessions: Sessions;
  /** Whether they are reached over TLS. */
  secure: boolean;
}

/** The rooms that the pages use. */
export interface PagesHouse extends House {
  publicUrl: string;
  pages: Pages;
}

/** Opens the pages. publicUrl: where people reach them. */
export function openPages(options: PagesOptions, publicUrl: string): Pages {
  const seal = openSeal(options.secret);
  const secure = publicUrl.startsWith('https:');
  return { ...options, seal, secure, sessions: openSessions(seal, secure) };
}

/** Where the people of sessions are looked up. */
export function peopleOf({ identify, pages }: Pick<PagesHouse, 'identify' | 'pages'>): PeopleOfSessions {
  const { personByIdentity, demoPeople } = pages;
  return {
    identify,
    personByIdentity,
    demoPerson: async id => (demoPeople && (await demoPeople()).find(each => each.id === id)) || null,
  };
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/** Whether a request names this machine, so that another site whose name was pointed here gets nothing of the demo. */
export function isForThisMachine(host: string | undefined): boolean {
  return loopbackHost.test(host ?? '');
}
