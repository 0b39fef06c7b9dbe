import type { Attack } from './attack.ts';
import { pick, type Random } from './random.ts';
import { hostileTexts } from './texts.ts';

const methods = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST'];

/** A page, or what else is asked by its address, with something hostile in it. */
export function hostileAddress(random: Random): Attack {
  const text = encodeURIComponent(Buffer.from(pick(hostileTexts, random)).toString()).slice(0, 6_000);
  const path = pick(paths, random).replaceAll('*', text);
  const headers = { accept: pick(['text/html', 'application/json', '*/*'], random) };
  const method = random() < 0.9 ? 'GET' : pick(methods, random);
  return { kind: `the address ${path.slice(0, 40)}`, method, path, headers, body: null, as: 'known' };
}

const paths = [
  '/*',
  '/models?q=*',
  '/models?after=*&sort=*&task=*&tag=*',
  '/models/*',
  '/models/churn?tab=*&from=*&to=*',
  '/versions/*',
  '/compare/*?left=*&right=*',
  '/compare/churn?left=*&right=*',
  '/promotions?after=*&state=*',
  '/promotions/*',
  '/experiments/*',
  '/alerts?state=*&severity=*&after=*',
  '/alerts/*',
  '/people/*',
  '/versions/*/watch?from=*&to=*&window=*',
  '/delivery?*',
  '/reports/read?kind=*&model=*&format=*',
  '/people?after=*',
  '/people?q=*',
  '/teams/*',
  '/reports?kind=*&model=*&format=*',
  '/audit?action=*&actor=*&from=*&to=*&after=*',
  '/lineage/*',
  '/auth?to=*',
  '/auth/callback?code=*&state=*',
  '/auth/oidc?to=*',
  '/graphql/assets/*',
  '/assets/*',
  '/chat?user=*',
  '/scim/v2/Users?filter=*',
  '/scim/v2/Users?startIndex=*&count=*',
  '/scim/v2/Groups?filter=displayName%20eq%20%22*%22',
  '/scim/v2/Users/*',
  '/scim/v2/*',
  '/scim/v2/Schemas/*',
  '/ingest/*',
  '/hooks/*',
  '/readyz/*',
];
