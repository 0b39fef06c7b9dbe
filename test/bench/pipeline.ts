import type { Acknowledged } from './faults/history.ts';
import type { Lives } from './lives.ts';

interface Promotion {
  id: string;
  state: string;
  evidenceDigest: string;
}

interface PipelineOptions {
  lives: Lives;
  /** Of an admin, and of the people. */
  token: string;
  tokens: { asker: string; scientist: string };
  model: string;
  team: string | null;
  count: number;
}

const fields = '{ promotion { id state evidenceDigest } problem { message } }';
const look = `query ($model: String!, $version: String!) { modelVersion(model: $model, version: $version) {
  promotions { id state evidenceDigest } } }`;

/** The next step of a promotion by where it stands: who makes it, with what, and what the trail then says. */
const steps = {
  PENDING: { mutation: 'decidePromotion', as: 'scientist', action: 'promotion.approved' },
  APPROVED: { mutation: 'startRollout', as: 'asker', action: 'promotion.rollout_started' },
  ROLLING_OUT: { mutation: 'reportRollout', as: 'asker', action: 'promotion.live' },
} as const;

/** Takes the versions of one model to production, one after the other, whatever happens to Handoff meanwhile. */
export class Pipeline {
  private readonly of: PipelineOptions;

  private constructor(of: PipelineOptions) {
    this.of = of;
  }

  /** Registers the model and its versions. */
  static async prepare(of: PipelineOptions): Promise<Pipeline> {
    const register = 'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { problem { message } } }';
    await of.lives.ask(of.token, register, {
      input: { name: of.model, task: 'OTHER', riskTier: 'MINIMAL', ...(of.team && { team: of.team }) },
    });
    const version =
      'mutation ($input: RegisterVersionInput!) { registerVersion(input: $input) { problem { message } } }';
    for (let i = 0; i < of.count; i++)
      await of.lives.ask(of.token, version, { input: { model: of.model, content: { changeNote: `Try ${i + 1}` } } });
    return new Pipeline(of);
  }

  async run(noted: (step: Acknowledged) => void): Promise<void> {
    for (let i = 1; i <= this.of.count; i++) await this.one(String(i), noted);
  }

  private async one(version: string, noted: (step: Acknowledged) => void): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      try {
        if (await this.goOn(version, noted)) return;
      } catch {
        // It was cut off: where it stands is looked up again.
        await new Promise(resolve => setTimeout(resolve, 20));
      }
    }
    throw new Error(`Version ${version} of ${this.of.model} did not become live.`);
  }

  /** Looks where a version stands and goes on from there; true once it became live. */
  private async goOn(version: string, noted: (step: Acknowledged) => void): Promise<boolean> {
    const { lives, model, tokens } = this.of;
    type Looked = { modelVersion: { promotions: Promotion[] } };
    const found = await lives.ask<Looked>(tokens.asker, look, { model, version });
    let promotion = found.modelVersion.promotions[0] ?? (await this.request(version, noted));
    for (let step = stepOf(promotion); step; step = stepOf(promotion)) {
      const { id: promotionId, evidenceDigest } = promotion;
      const more = step.mutation === 'decidePromotion' ? { decision: 'APPROVE', evidenceDigest } : {};
      const told = step.mutation === 'reportRollout' ? { succeeded: true } : more;
      promotion = await this.change(step.mutation, step.as, { promotionId, ...told });
      noted({ id: promotion.id, action: step.action });
    }
    return promotion.state === 'LIVE';
  }

  private async request(version: string, noted: (step: Acknowledged) => void): Promise<Promotion> {
    const input = { model: this.of.model, version, environment: 'production', reason: 'The next one' };
    const promotion = await this.change('requestPromotion', 'asker', input);
    noted({ id: promotion.id, action: 'promotion.requested' });
    return promotion;
  }

  private async change(mutation: string, as: 'asker' | 'scientist', input: object): Promise<Promotion> {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) ${fields} }`;
    type Changed = Record<string, { promotion: Promotion | null; problem: { message: string } | null }>;
    const answer = (await this.of.lives.ask<Changed>(this.of.tokens[as], source, { input }))[mutation];
    if (!answer?.promotion || answer.problem) throw new Error(answer?.problem?.message ?? 'There was no answer.');
    return answer.promotion;
  }
}

function stepOf({ state }: Promotion) {
  return Object.hasOwn(steps, state) ? steps[state as keyof typeof steps] : null;
}
