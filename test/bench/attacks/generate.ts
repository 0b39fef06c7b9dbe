import type { GraphQLSchema } from 'graphql';
import { hostileAddress } from './addresses.ts';
import { type Attack, posted } from './attack.ts';
import { everyBody, hostileBody } from './bodies.ts';
import { brokenDocument, costlyDocument, worstDocuments } from './documents.ts';
import { hostileDelivery, hostilePacking, hostilePost } from './doors.ts';
import { placesOf } from './fields.ts';
import { hostileForm } from './forms.ts';
import { pick, type Random, seeded } from './random.ts';
import { operation, rootFields } from './rubbish.ts';
import { hostileObjects, hostileTexts } from './texts.ts';

type Kind = (random: Random) => Attack;

/** Hostile requests without end, the same for one schema and seed: first one of each kind that is listed. */
export function* attacks(schema: GraphQLSchema, seed: number): Generator<Attack, never> {
  const random = seeded(seed);
  yield* worstDocuments();
  yield* everyBody(random);
  const kinds = kindsOf(schema);
  for (;;) {
    const sent = pick(kinds, random)(random);
    yield random() < 0.05 ? { ...sent, as: 'stranger' } : sent;
  }
}

/** The kinds, as often as they are to come. */
function kindsOf(schema: GraphQLSchema): Kind[] {
  const places = everyPlace(schema);
  const rubbish = rubbishFor(schema);
  const shares: [Kind, number][] = [
    [places, 45],
    [rubbish, 15],
    [costlyDocument, 8],
    [brokenDocument, 8],
    [hostileBody, 5],
    [hostileForm, 5],
    [hostileAddress, 7],
    [hostileDelivery, 5],
    [hostilePacking, 1],
    [hostilePost, 2],
  ];
  return shares.flatMap(([kind, times]) => Array<Kind>(times).fill(kind));
}

/** Every hostile text in every place where a text goes: place after place, each time with the next text. */
function everyPlace(schema: GraphQLSchema): Kind {
  const places = placesOf(schema);
  const texts = [...hostileTexts, ...hostileObjects];
  let sent = 0;
  return () => {
    const place = places[sent % places.length];
    const round = Math.floor(sent / places.length);
    const text = texts[(sent + round) % texts.length];
    sent++;
    if (!place) throw new TypeError('The schema has no field that takes a text.');
    return posted(place.name, place.operation(text));
  };
}

function rubbishFor(schema: GraphQLSchema): Kind {
  const roots = (['query', 'mutation'] as const).flatMap(kind =>
    rootFields(schema, kind).map(field => ({ kind, field })),
  );
  // A claim that waits would only slow the attack down.
  const quick = roots.filter(({ field }) => field.name !== 'claimNotifications');
  return random => {
    const { kind, field } = pick(quick, random);
    return posted(`rubbish for ${field.name}`, operation(kind, field, random));
  };
}
