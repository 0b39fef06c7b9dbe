import { principalById } from '@handoff/kit/access/principal';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { ownerOfModel } from '../assignment/queries.ts';
import { documentsOfModel, documentsOfVersion } from '../document/queries.ts';
import { sourceOfVersion } from '../import/source-queries.ts';
import type { ModelRow } from '../model/model.ts';
import { modelById } from '../model/queries.ts';
import { teamById } from '../team/queries.ts';
import { artifactsOf, assumptionsOf, versionById } from '../version/queries.ts';
import { dataOf, figuresOf, inputsOf, listed, outputsOf } from '../version/reading.ts';
import type { VersionRow } from '../version/version.ts';
import { type CardFacts, completenessOf } from './card.ts';
import { cardMarkdown } from './markdown.ts';

/** A version's card; its text is put together only when somebody asks for it. */
export interface Card {
  markdown: () => string;
  completeness: number;
  missing: string[];
}

/** The card of a version that the viewer may see. */
export async function cardOf(context: Context, version: VersionRow): Promise<Card | null> {
  const model = await load(context, modelById, version.modelId);
  if (!model) return null;
  const facts: CardFacts = {
    ...{ model, version },
    ...(await names(context, model, version)),
    ...(await contents(context, version)),
    ...(await papers(context, version)),
  };
  return { ...completenessOf(facts), markdown: () => cardMarkdown(facts) };
}

async function nameOf(context: Context, id: string | null): Promise<string | null> {
  return id === null ? null : ((await load(context, principalById, id))?.name ?? null);
}

async function names(context: Context, model: ModelRow, version: VersionRow) {
  const [ownerId, team, parent] = await Promise.all([
    load(context, ownerOfModel, model.id),
    model.teamId === null ? null : load(context, teamById, model.teamId),
    version.parentId === null ? null : load(context, versionById, version.parentId),
  ]);
  const [owner, trainedBy, registeredBy] = await Promise.all(
    [ownerId, version.trainedById, version.createdById].map(id => nameOf(context, id)),
  );
  return {
    ...{ team: team?.title ?? null, parent: parent?.version ?? null },
    ...{ owner: owner ?? null, trainedBy: trainedBy ?? null, registeredBy: registeredBy ?? null },
  };
}

async function contents(context: Context, version: VersionRow) {
  const [inputs, outputs, data, figures] = await Promise.all([
    inputsOf(context, version),
    outputsOf(context, version),
    dataOf(context, version),
    figuresOf(context, version),
  ]);
  return { inputs, outputs, data, figures };
}

async function papers(context: Context, version: VersionRow) {
  const [assumptions, artifacts, own, ofModel, source] = await Promise.all([
    listed(assumptionsOf)(context, version),
    listed(artifactsOf)(context, version),
    listed(documentsOfVersion)(context, version),
    listed(documentsOfModel)(context, { id: version.modelId }),
    load(context, sourceOfVersion, version.id),
  ]);
  return { assumptions, artifacts, documents: [...own, ...ofModel], source };
}
