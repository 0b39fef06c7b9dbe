import type { Graph } from '../graph.ts';
import { costOf, judgeDocument } from '../guard.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import type { Budgets } from './budgets.ts';

/** The graph for those of our own doors that ask it for their callers, such as pages: what they ask is the caller's to pay. */
export function counted(graph: Graph, budgets: Budgets): Graph {
  return {
    ...graph,
    async execute(request, how) {
      const { caller, requestId } = how.context;
      const document = graph.document(request.query);
      const cost = document
        ? costOf(judgeDocument(graph.schema, document, request.variables), request.operationName)
        : 1;
      const rateLimit = budgets.charge(caller.actor, cost);
      if (isRefusal(rateLimit)) return refused(rateLimit, requestId);
      return graph.execute(request, { ...how, context: { ...how.context, caller: { ...caller, rateLimit } } });
    },
  };
}

function refused({ status, code, message, headers = {}, told }: Refusal, requestId: string) {
  return { status, headers, result: { errors: [{ message, extensions: { code, requestId, ...told } }] } };
}
