import { graphql } from './graphql/gql.js';
import type { TypedDocumentString } from './graphql/graphql.js';

const inProduction = graphql(`
  query InProduction($environment: String!) {
    deployments(state: [LIVE], environment: $environment, first: 100) {
      nodes {
        version {
          version
        }
        model {
          name
          owner {
            name
          }
        }
      }
    }
  }
`);

/** Asks the graph; throws what it was told when there are no data. */
async function ask<Data, Variables>(query: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const answer = await fetch(`${process.env.HANDOFF_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${process.env.HANDOFF_TOKEN}` },
    body: JSON.stringify({ query: query.toString(), variables }),
  });
  const { data, errors } = (await answer.json()) as { data?: Data; errors?: { message: string }[] };
  if (data) return data;
  throw new Error(errors?.map(({ message }) => message).join(' ') ?? `HTTP ${answer.status}`);
}

const { deployments } = await ask(inProduction, { environment: 'production' });
for (const { model, version } of deployments?.nodes ?? [])
  console.log(`${model?.name} ${version?.version}: ${model?.owner?.name ?? 'nobody'}`);
