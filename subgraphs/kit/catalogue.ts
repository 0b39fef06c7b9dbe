import { visibleModel } from './access/queries.ts';
import type { Context } from './context.ts';
import { errorOf } from './graph-error.ts';
import { isId } from './id.ts';

const source = 'query ModelNamed($name: String!) { model(name: $name) { id } }';

/**
 * The id of a model that is given by id or by name, for subgraphs that know models by id alone: registry knows names.
 * A name that nobody has, or only a model that the viewer may not see, stays as it is and is found nowhere: an answer
 * about it never tells the id.
 * Throws an outage when registry cannot be asked.
 */
export async function modelIdOf(context: Context, reference: string): Promise<string> {
  if (isId('mdl', reference)) return reference;
  const answer = await context.graph.request<{ model: { id: string } | null }>(source, { name: reference });
  if (answer.kind !== 'Data') throw errorOf(answer);
  const [failed] = answer.errors;
  if (failed) throw errorOf({ kind: 'Refused', status: 200, ...failed });
  const found = answer.data.model?.id;
  return found !== undefined && (await visibleModel(context, found)) ? found : reference;
}
