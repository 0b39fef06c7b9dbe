import json, os, urllib.request

def ask(query, **variables):
    headers = {"authorization": "Bearer " + os.environ["HANDOFF_TOKEN"], "content-type": "application/json"}
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = urllib.request.Request(os.environ["HANDOFF_URL"] + "/graphql", body, headers)
    return json.load(urllib.request.urlopen(request))["data"]

query = "query ($after: String) { models(first: 5, orderBy: NAME, after: $after) { nodes { name owner { name } } pageInfo { hasNextPage endCursor } } }"
page = {"hasNextPage": True, "endCursor": None}
while page["hasNextPage"]:
    models, page = map(ask(query, after=page["endCursor"])["models"].get, ("nodes", "pageInfo"))
    for model in models: print(model["name"], (model["owner"] or {"name": "nobody"})["name"], sep="\t")
