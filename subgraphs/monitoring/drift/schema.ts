import { Access } from '@handoff/kit/access/rule';
import { DateTime } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, ObjectType } from 'type-graphql';
import { HistogramBin } from '../alert/schema.ts';
import { ReferenceInput } from '../monitor/inputs.ts';
import type { Reference } from '../monitor/monitor.ts';
import { ReferenceType } from '../monitor/schema.ts';
import { FieldKindEnum, FieldRoleEnum } from '../summary/schema.ts';
import type { Kind, Role } from '../summary/summary.ts';
import type { Drift } from './drift.ts';
import type { Shown } from './report.ts';

const distance = (description: string) => ({ nullable: true, description }) as const;

@Access('given')
@ObjectType('FeatureDrift', { description: 'How a column changed against the reference.' })
export class FeatureDriftType implements Shown {
  @Field(() => String, { description: 'Name of the column.' }) feature!: string;
  @Field(() => FieldRoleEnum, { description: 'What it is to the model.' }) role!: Role;
  @Field(() => FieldKindEnum, { description: 'Numbers or categories.' }) kind!: Kind;
  @Field(() => Float, { description: 'Rows in the time that was asked about.' }) n!: number;
  @Field(() => Float, { description: 'Share of them without a value.' }) missingShare!: number;
  @Field(() => Float, { description: 'The same in the reference.' }) referenceMissingShare!: number;
  @Field(() => Float, distance('Population stability index, natural logarithm, shares of 0 taken for 0.0001.'))
  psi!: number | null;
  @Field(() => Float, distance('Jensen-Shannon distance to base 2: 0 to 1.')) jensenShannon!: number | null;
  @Field(() => Float, distance('First Wasserstein distance in the unit of the values; null of categories.'))
  wasserstein!: number | null;
  @Field(() => Float, distance('Largest distance of the distribution functions, 0 to 1; null of categories.'))
  ks!: number | null;
  @Field(() => Float, distance('Hellinger distance: 0 to 1.')) hellinger!: number | null;
  @Field(() => Float, distance('Chi-square statistic of the two rows of counts.')) chiSquare!: number | null;
  @Field(() => Float, distance('Largest change of a share: 0 to 1.')) lInfinity!: number | null;
  @Field(
    () => Float,
    distance('Of the chi-square test, and of exact ones for bins with few rows; null: not enough data.'),
  )
  p!: number | null;
  @Field(() => Float, distance('p after Benjamini and Hochberg, over the columns of the report with enough data.'))
  adjustedP!: number | null;
  @Field(() => Boolean, { description: 'Whether distance, adjustedP and the number of rows say so together.' })
  drifted!: boolean;
  @Field(() => String, { description: 'What changed, in words; or why nothing is called.' }) explanation!: string;
  @Field(() => [HistogramBin], { description: 'Shares beside each other; missing is a bin of its own.' })
  histogram!: Shown['histogram'];
}

type ShownReport = Pick<Drift, 'n' | 'drifted' | 'enoughData'>;

@Access('given')
@ObjectType('DriftReport', {
  description:
    'How what was observed differs from a reference. Bins come from the reference alone, missing and unseen ones are bins of their own; a change is called only with effect, significance and enough rows.',
})
export class DriftReportType implements ShownReport {
  @Field(() => ReferenceType, { description: 'What it is held against.' }) reference!: Reference;
  @Field(() => Float, { description: 'Rows in the time that was asked about.' }) n!: number;
  @Field(() => [FeatureDriftType], { description: 'Features first, then predictions and labels.' })
  features!: Shown[];
  @Field(() => [String], { description: 'Names of the columns that drifted.' }) drifted!: string[];
  @Field(() => Boolean, { description: 'Whether any column has enough rows on both sides.' }) enoughData!: boolean;
}

@ArgsType()
export class DriftArguments {
  @Field(() => DateTime, { description: 'Where the time begins.' }) from!: Date;
  @Field(() => DateTime, { description: 'Where it ends: later than "from", by 400 days at most.' }) to!: Date;
  @Field(() => ReferenceInput, {
    nullable: true,
    description: 'Left out: the training profile of the version, and where there is none, the 28 days before.',
  })
  against?: ReferenceInput | null;
  @Field(() => String, { nullable: true, description: 'column=value, of this part alone; left out: of all rows.' })
  slice?: string | null;
}
