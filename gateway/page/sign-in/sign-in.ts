import type { Answer } from '../../answer.ts';
import type { Knock } from '../../door.ts';
import { isRefusal, type Refusal, refuse } from '../../refusal.ts';
import { htmlAnswer, sendOn } from '../answer.ts';
import { readForm } from '../form.ts';
import { isForThisMachine, type PagesHouse, peopleOf } from '../house.ts';
import { safeReturn } from '../link.ts';
import { cookie, cookieIn } from '../session/cookie.ts';
import { actorOf, newSession, type Session, type Who } from '../session/session.ts';
import type { Errand } from './oidc.ts';
import { signInPage } from './page.ts';

/** The addresses below /auth/, by method and last part. */
type Step = (house: PagesHouse, knock: Knock) => Promise<Answer>;

const steps: Readonly<Record<string, Step>> = {
  'GET /auth': (house, knock) => choose(house, knock),
  'GET /auth/oidc': leave,
  'GET /auth/callback': comeBack,
  'POST /auth/token': (house, knock) => enter(house, knock, byToken),
  'POST /auth/demo': (house, knock) => enter(house, knock, byDemo),
  'POST /auth/sign-out': signOut,
};

/** Answers what belongs to signing in and out, or null when nothing is at this address. */
export function answerSignIn(house: PagesHouse, knock: Knock): Promise<Answer> | null {
  const method = knock.request.method === 'HEAD' ? 'GET' : knock.request.method;
  const key = `${method} ${knock.url.pathname}`;
  return Object.hasOwn(steps, key) ? (steps[key]?.(house, knock) ?? null) : null;
}

/** Where somebody who is not signed in is sent, to come back afterwards: from an address that a header has room for. */
export function signInFirst(url: URL): Answer {
  const to = safeReturn(url.pathname + url.search);
  return sendOn(to === '/' ? '/auth' : `/auth?${new URLSearchParams({ to })}`);
}

async function choose(house: PagesHouse, knock: Knock, problem: Refusal | null = null): Promise<Answer> {
  const { sessions, demoPeople, oidc } = house.pages;
  const known = await sessions.read(knock.request.headers.cookie);
  const session = known ?? newSession(null);
  const { host } = knock.request.headers;
  const page = signInPage({
    url: knock.url,
    to: safeReturn(knock.url.searchParams.get('to')),
    formToken: sessions.formToken(session),
    demo: demoPeople && isForThisMachine(host) ? await demoPeople() : null,
    oidc: oidc !== null,
    notice: problem && { kind: 'problem', text: problem.message },
  });
  const headers: Answer['headers'] = known ? {} : { 'set-cookie': await sessions.keep(session) };
  return htmlAnswer(problem?.status ?? 200, page, headers);
}

type By = (house: PagesHouse, sent: URLSearchParams, knock: Knock) => Who | Refusal;

const byToken: By = (_, sent) => ({ by: 'token', token: (sent.get('secret') ?? '').trim().slice(0, 1500) });

const byDemo: By = ({ pages }, sent, { request }) =>
  pages.demoPeople && isForThisMachine(request.headers.host)
    ? { by: 'demo', id: sent.get('person') ?? '' }
    : refuse(403, 'BAD_USER_INPUT', 'There is no demo here: sign in with your account or a token.');

async function enter(house: PagesHouse, knock: Knock, by: By): Promise<Answer> {
  const { sessions } = house.pages;
  const before = await sessions.read(knock.request.headers.cookie);
  const sent = await readForm(knock.request, before, sessions);
  if (isRefusal(sent)) return choose(house, knock, sent);
  const to = safeReturn(sent.get('to'));
  knock.url.searchParams.set('to', to);
  const who = by(house, sent, knock);
  if (isRefusal(who)) return choose(house, knock, who);
  const actor = await actorOf(who, peopleOf(house), knock.requestId);
  if (isRefusal(actor)) return choose(house, knock, actor);
  return sendOn(to, [await sessions.keep(newSession(who))]);
}

async function signOut(house: PagesHouse, knock: Knock): Promise<Answer> {
  const { sessions } = house.pages;
  const session: Session | null = await sessions.read(knock.request.headers.cookie);
  const sent = await readForm(knock.request, session, sessions);
  return isRefusal(sent) ? choose(house, knock, sent) : sendOn('/auth', [sessions.end()]);
}

const errandKind = 'errand';
/** Longer than anybody takes to sign in, in seconds. */
const errandLasts = 600;

async function leave(house: PagesHouse, knock: Knock): Promise<Answer> {
  const { oidc, seal } = house.pages;
  if (!oidc) return choose(house, knock, noProvider);
  const began = await oidc.begin(callbackOf(house), safeReturn(knock.url.searchParams.get('to')));
  if (isRefusal(began)) return choose(house, knock, began);
  return sendOn(began.url, [errandCookie(house, await seal.close(errandKind, began.errand, errandLasts), errandLasts)]);
}

async function comeBack(house: PagesHouse, knock: Knock): Promise<Answer> {
  const { oidc, seal, sessions } = house.pages;
  if (!oidc) return choose(house, knock, noProvider);
  const kept = cookieIn(knock.request.headers.cookie, errandName(house));
  const errand = kept && ((await seal.open(errandKind, kept)) as Errand | null);
  if (!errand) return choose(house, knock, lost);
  const address = new URL(`${callbackOf(house)}${knock.url.search}`);
  const account = await oidc.finish(address, errand, house.graph);
  knock.url.searchParams.set('to', errand.to);
  if (isRefusal(account)) return choose(house, knock, account);
  const who: Who = { by: 'account', issuer: account.issuer, subject: account.subject };
  const actor = await actorOf(who, peopleOf(house), knock.requestId);
  if (isRefusal(actor)) return choose(house, knock, actor);
  return sendOn(errand.to, [await sessions.keep(newSession(who)), errandCookie(house, '', 0)]);
}

const noProvider = refuse(404, 'BAD_USER_INPUT', 'Nobody signs in with an identity provider here: use an API token.');
const lost = refuse(
  400,
  'BAD_USER_INPUT',
  'This sign-in took too long, or began in another browser. Nothing happened: sign in again.',
);

function callbackOf({ publicUrl }: PagesHouse): string {
  return `${publicUrl}/auth/callback`;
}

function errandName({ pages }: PagesHouse): string {
  return pages.secure ? '__Host-handoff-errand' : 'handoff-errand';
}

function errandCookie(house: PagesHouse, value: string, seconds: number): string {
  return cookie({ name: errandName(house), value, seconds, secure: house.pages.secure });
}
