import type { Named } from './shared.ts';

/** The versions of a model, newest first, and the names some of them have. createdAt: RFC 3339. */
export interface PickedVersions {
  versions: { nodes: { id: string; version: string; createdAt: string }[] };
  aliases: { name: string; version: { id: string } }[];
}

/** What the operations of operations/pick.graphql take and answer. */
export interface PickOperations {
  PickModels: {
    variables: { search?: string };
    data: { models: { nodes: { id: string; name: string; title: string }[] } | null };
  };
  PickVersions: { variables: { id: string }; data: { model: PickedVersions | null } };
  PickEnvironments: {
    variables: Record<string, never>;
    data: { environments: { name: string; title: string }[] | null };
  };
  PickPrincipals: {
    variables: { search?: string };
    data: {
      people: { nodes: (Named & { email: string })[] } | null;
      teams: { nodes: { id: string; name: string; title: string }[] } | null;
    };
  };
}
