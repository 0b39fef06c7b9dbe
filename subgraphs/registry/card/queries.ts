import { principalById } from '@handoff/kit/access/principal';
import type { Context } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { type Batch, load } from '@handoff/kit/loader';
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
  // All at once: one part after the other would be read together with another card's parts, or not, by chance.
  const [named, contained, papered] = await Promise.all([
    names(context, model, version),
    contents(context, version),
    papers(context, version),
  ]);
  const facts: CardFacts = { model, version, ...named, ...contained, ...papered };
  return { ...completenessOf(facts), markdown: () => cardMarkdown(facts) };
}

async function nameOf(context: Context, id: string | null): Promise<string | null> {
  return id === null ? null : ((await load(context, principalById, id))?.name ?? null);
}

async function ownerOf(context: Context, model: ModelRow): Promise<string | null> {
  return (await load(context, ownerOfModel, model.id))?.name ?? null;
}

async function names(context: Context, model: ModelRow, version: VersionRow) {
  const [team, parent, owner, trainedBy, registeredBy] = await Promise.all([
    model.teamId === null ? null : load(context, teamById, model.teamId),
    version.parentId === null ? null : load(context, versionById, version.parentId),
    ownerOf(context, model),
    nameOf(context, version.trainedById),
    nameOf(context, version.createdById),
  ]);
  return { team: team?.title ?? null, parent: parent?.version ?? null, owner, trainedBy, registeredBy };
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

/** A batch of its own: how many statements are sent does not depend on when other names are asked for. */
const checkerName: Batch<string, string> = async (ids, { db }) => {
  const sql = `SELECT id, name FROM access.person WHERE id = ANY($1::text[])
    UNION ALL SELECT id, name FROM access.service_account WHERE id = ANY($1)`;
  return new Map((await rows<{ id: string; name: string }>(db, sql, [ids])).map(({ id, name }) => [id, name]));
};

async function assumptionsFor(context: Context, version: VersionRow) {
  const found = await listed(assumptionsOf)(context, version);
  return Promise.all(
    found.map(async assumption => {
      const { checkedById } = assumption;
      return { ...assumption, checkedBy: checkedById === null ? null : await load(context, checkerName, checkedById) };
    }),
  );
}

async function papers(context: Context, version: VersionRow) {
  const [assumptions, artifacts, own, ofModel, source] = await Promise.all([
    assumptionsFor(context, version),
    listed(artifactsOf)(context, version),
    listed(documentsOfVersion)(context, version),
    listed(documentsOfModel)(context, { id: version.modelId }),
    load(context, sourceOfVersion, version.id),
  ]);
  return { assumptions, artifacts, documents: [...own, ...ofModel], source };
}
