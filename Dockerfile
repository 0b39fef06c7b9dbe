# Handoff in a container: one image for every part, without a database in it.
#   docker build -t handoff .        docker run --env-file handoff.env -p 4000:4000 handoff
# What it needs is said in docs/operate.md. The base can be any with Node 20.19 or newer and npm in it.
ARG BASE=docker.io/library/node:24-bookworm-slim

FROM ${BASE} AS build
WORKDIR /handoff
# What is installed hangs on these alone, and is kept while they stay as they are.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY gateway/package.json gateway/
COPY bot/package.json bot/
COPY migrations/package.json migrations/
COPY subgraphs/kit/package.json subgraphs/kit/
COPY subgraphs/registry/package.json subgraphs/registry/
COPY subgraphs/deployment/package.json subgraphs/deployment/
COPY subgraphs/monitoring/package.json subgraphs/monitoring/
COPY test/package.json test/
COPY test/bench/package.json test/bench/
COPY test/reference/package.json test/reference/
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile --reporter=append-only
COPY . .
RUN node_modules/.bin/tsc -b
# Packages of the build and the embedded PostgreSQL stay behind; so do sources, types and maps.
RUN find . -name node_modules -type d -prune -exec rm -rf {} + \
  && npx --yes pnpm@12.21.0 install --frozen-lockfile --prod --no-optional --reporter=append-only \
  && find . -path '*/node_modules' -prune -o -type f \
    \( -name '*.ts' -o -name '*.map' -o -name '*.tsbuildinfo' -o -name '*.test.js' -o -name 'tsconfig.json' \) -print0 \
    | xargs -0 rm -f \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM ${BASE}
WORKDIR /handoff
COPY --from=build /handoff .
# Only secrets that are not set are kept here: with all of them set, nothing is ever written.
RUN mkdir -p /var/lib/handoff && chown 1000:1000 /var/lib/handoff
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 HANDOFF_HOME=/var/lib/handoff
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/livez`).then(a => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", ".ci/image.mjs"]
CMD ["start"]
