import {
  holderOfToken,
  noteIdentityUse,
  noteTokenUse,
  personOfIdentity,
  personOfSlackUser,
} from '@handoff/kit/access/identity';
import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import type { IdentityLookup } from './identify.ts';

/** Looks callers up in the database; noting that a token was used may fail without anybody being turned away. */
export function lookupIn(db: Db, log: Log): IdentityLookup {
  return {
    holder: hash => holderOfToken(db, hash),
    personBySlack: slackUserId => personOfSlackUser(db, slackUserId),
    personByIdentity: (issuer, subject) => personOfIdentity(db, issuer, subject),
    seen: account => {
      noteIdentityUse(db, account).catch(error => log.warn({ err: error }, 'noting the use of an account failed'));
    },
    used: tokenId => {
      noteTokenUse(db, [tokenId]).catch(error => log.warn({ err: error }, 'noting the use of a token failed'));
    },
  };
}
