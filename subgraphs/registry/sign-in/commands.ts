import type { PersonRow } from '@handoff/kit/access/table';
import type { Wanted } from '@handoff/kit/access/wanted';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { takeTurn } from '@handoff/kit/database/turn';
import { append } from '@handoff/kit/event/append';
import { isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { unlessManages } from '../person/manages.ts';
import { emailProblem } from '../person/person.ts';
import { freshPerson, lockPerson, storePerson } from '../person/rows.ts';
import { applyWanted } from './groups.ts';
import { accountProblem } from './sign-in.ts';
import { type IdentityRow, identities } from './table.ts';

/** An account of an identity provider as a token that was verified tells of it. */
export interface SignIn extends Wanted {
  issuer: string;
  subject: string;
  /** Only when the identity provider verified it. */
  email?: string | null;
  name?: string | null;
  /** When the token was made. */
  issuedAt: Date;
  idempotencyKey?: string | null;
}

/**
 * Lets somebody in who signed in at the identity provider: finds them by their account, or, the first time, by their
 * verified e-mail; makes them when nobody has it; and gives what their groups give. Only Handoff itself may say so.
 */
export const signIn: Command<SignIn> = {
  name: 'signIn',
  async run(tx, actor, input) {
    if (actor.kind !== 'system') {
      const about = { subjectId: storable(input.subject.slice(0, 64)), modelId: null };
      const message = 'Who somebody is at the identity provider is found out at the door: send the access token there.';
      return { kind: 'NotAllowed', rule: 'door-alone', message, whoCan: [], about };
    }
    const problem = accountProblem(input);
    if (problem) return problem;
    await takeTurn(tx, `account ${input.issuer} ${input.subject}`);
    const found = await identified(tx, actor, input);
    if (isProblem(found)) return found;
    // What an older token says of groups is out of date: whoever left one could bring it back with that.
    const { identity } = found;
    if (input.issuedAt >= identity.toldAt)
      await applyWanted(tx, actor, { ...found, wanted: input, at: input.issuedAt });
    return done(found.person.id);
  },
};

interface Identified {
  person: PersonRow;
  identity: IdentityRow;
}

async function identified(tx: Tx, actor: Actor, input: SignIn): Promise<Identified | Problem> {
  const { issuer, subject } = input;
  const identity = await tx.findOne(identities, { where: { issuer, subject } });
  if (!identity) return firstTime(tx, actor, input);
  const person = await lockPerson(tx, identity.personId);
  if (!person) return notFound('person', identity.personId);
  return person.active ? { person, identity } : inactive;
}

const inactive: Problem = {
  kind: 'WrongState',
  state: 'INACTIVE',
  allowed: [],
  message: 'You are no longer active here. Whoever manages access to Handoff can give you access again.',
};

const unverified: Problem = {
  kind: 'InvalidInput',
  field: 'email',
  message:
    'You are here for the first time, and your access token names no verified e-mail: have the identity provider put ' +
    'the claims "email" and "email_verified" into access tokens for Handoff.',
};

const otherAccount: Problem = {
  kind: 'Conflict',
  reason: 'NAME_TAKEN',
  message:
    'The person with your e-mail signs in with another account of the identity provider. If that was yours, whoever ' +
    'manages access to Handoff can release it with "unlinkSignIn".',
};

/** The e-mail is believed once, to find or make the person; from then on the account alone says who it is. */
async function firstTime(tx: Tx, actor: Actor, input: SignIn): Promise<Identified | Problem> {
  const email = input.email?.trim() ?? '';
  if (email === '') return unverified;
  const problem = emailProblem(email);
  if (problem) return problem;
  await takeTurn(tx, `e-mail ${email.toLowerCase()}`);
  const known = await firstRow<{ id: string }>(tx, 'SELECT id FROM access.person WHERE lower(email) = lower($1)', [
    email,
  ]);
  const person = known ? await lockPerson(tx, known.id) : await made(tx, input, email);
  if (!person || isProblem(person)) return person ?? notFound('person', email);
  if (!person.active) return inactive;
  const { issuer, subject } = input;
  if (await tx.findOne(identities, { where: { issuer, personId: person.id } })) return otherAccount;
  const given = { teams: [], roles: [] };
  const identity = {
    issuer,
    subject,
    personId: person.id,
    linkedAt: new Date(),
    given,
    wantedDigest: '',
    toldAt: input.issuedAt,
    retryAt: null,
  };
  await tx.insert(identities, identity);
  await append(tx, actor, {
    action: known ? 'person.sign-in-linked' : 'person.made',
    subjectId: person.id,
    modelId: null,
    summary: known ? `linked ${person.name} to how they sign in` : `added ${person.name}, who signed in`,
    detail: { issuer, subject },
  });
  return { person, identity };
}

async function made(tx: Tx, input: SignIn, email: string): Promise<PersonRow | Problem> {
  const person = freshPerson({ name: nameOf(input, email), email });
  return (await storePerson(tx, person)) ?? person;
}

/** The name as the token has it, as far as it can be one; else what stands before the @. */
function nameOf({ name }: SignIn, email: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out here
  const told = (name ?? '').replace(/[\u0000-\u001f\u007f]/g, ' ').trim();
  return (told || email.split('@')[0] || email).slice(0, 128).trim();
}

export interface UnlinkSignIn {
  personId: string;
  idempotencyKey?: string | null;
}

/**
 * Releases the accounts that somebody signs in with, and takes back what their groups gave. The next account with their
 * verified e-mail is theirs. Needs ACCESS_ADMIN everywhere.
 */
export const unlinkSignIn: Command<UnlinkSignIn> = {
  name: 'unlinkSignIn',
  async run(tx, actor, { personId }) {
    const person = await lockPerson(tx, personId);
    const message = 'Only who manages access may release how somebody signs in.';
    const refusal = await unlessManages(tx, actor, { message, subjectId: person?.id ?? null });
    if (refusal) return refusal;
    if (!person) return notFound('person', personId);
    const linked = await tx.find(identities, { where: { personId: person.id } });
    if (linked.length === 0) return done(person.id);
    for (const identity of linked)
      await applyWanted(tx, actor, { person, identity, wanted: { teams: [], roles: [] }, at: identity.toldAt });
    await tx.delete(identities, { personId: person.id });
    await append(tx, actor, {
      action: 'person.sign-in-unlinked',
      subjectId: person.id,
      modelId: null,
      summary: `released how ${person.name} signs in`,
      detail: { accounts: linked.map(({ issuer, subject }) => ({ issuer, subject })) },
    });
    return done(person.id);
  },
};
