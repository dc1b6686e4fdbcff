/** How a price is known. */
export type PriceBasis =
  /** AWS's price list, offer AmazonSageMaker, component Train; usage type `{region}-Train:{instance}`. */
  | 'price-list'
  /** A line of a published AWS bill. */
  | 'bill'
  /** Not found itself: EC2's published price of the same machine, times what SageMaker charges over it elsewhere. */
  | 'derived';

export interface ListedPrice {
  /** On demand, for one instance, before tax. */
  readonly usdMicrosPerHour: number;
  /** When it was so: a day, or as much of one as the source says. */
  readonly asOf: string;
  readonly basis: PriceBasis;
  readonly source: string;
}

/**
 * What spot capacity takes of the price on demand. An assumption: SageMaker publishes no spot prices. 59 to 68 % saved on
 * ml.g5.xlarge is reported for July 2026, and EC2's advisor said 49 to 66 % for such machines in September 2026.
 */
const spotFraction = 0.4;

/**
 * What SageMaker's training charges over EC2: 1.4 for these GPU machines of one size (g4dn, g5 and g6 in us-east-1 and
 * ap-south-1, g4dn and g5 in eu-west-1), 1.25 for ml.g5.2xlarge (us-east-1), 1.2 without a GPU (m5, c6i, r5 in us-east-1).
 */
const overEc2 = { gpu: 1.4, largerGpu: 1.25, cpu: 1.2 } as const;

const list = (usdMicrosPerHour: number, asOf: string, note: string): ListedPrice => ({
  usdMicrosPerHour,
  asOf,
  basis: 'price-list',
  source: `AWS price list, AmazonSageMaker, Train${note}`,
});

const bill = (usdMicrosPerHour: number): ListedPrice => ({
  usdMicrosPerHour,
  asOf: '2023-12',
  basis: 'bill',
  source: 'AWS bill in aws-samples/sagemaker-ssh-helper, Sample_Costs.md',
});

const derived = (ec2UsdMicros: number, kind: keyof typeof overEc2, asOf: string, note = ''): ListedPrice => ({
  usdMicrosPerHour: Math.round(ec2UsdMicros * overEc2[kind]),
  asOf,
  basis: 'derived',
  source: `EC2 on demand, Linux, times ${overEc2[kind]}${note}`,
});

const september = (usdMicrosPerHour: number) => list(usdMicrosPerHour, '2026-09-24', '');
const toTheCent = (usdMicrosPerHour: number) => list(usdMicrosPerHour, '2026', ', as noted to the cent');

/** By region and instance type. What was not found is not here. */
const prices: Readonly<Record<string, Readonly<Record<string, ListedPrice>>>> = {
  'us-east-1': {
    'ml.m5.xlarge': september(230_000),
    'ml.c5.xlarge': derived(170_000, 'cpu', '2026'),
    'ml.c7i.xlarge': derived(178_500, 'cpu', '2026'),
    'ml.g4dn.xlarge': september(736_000),
    'ml.g5.xlarge': september(1_408_000),
    'ml.g5.2xlarge': list(1_515_000, '2026-08-20', ''),
    'ml.g6.xlarge': september(1_127_000),
  },
  'us-west-2': {
    'ml.c7i.xlarge': derived(178_500, 'cpu', '2026-08-21'),
    'ml.g5.xlarge': toTheCent(1_410_000),
    'ml.g5.2xlarge': toTheCent(1_520_000),
    'ml.g6.xlarge': toTheCent(1_130_000),
  },
  'eu-west-1': {
    'ml.m5.xlarge': bill(257_000),
    'ml.c5.xlarge': derived(192_000, 'cpu', '2025'),
    'ml.c7i.xlarge': derived(
      202_000,
      'cpu',
      '2025',
      '; the list that has it names no region, its other prices are these',
    ),
    'ml.g4dn.xlarge': bill(822_000),
    'ml.g5.xlarge': bill(1_570_000),
  },
  'eu-central-1': {
    'ml.m5.xlarge': derived(230_000, 'cpu', '2026'),
    'ml.c5.xlarge': derived(194_000, 'cpu', '2026'),
    'ml.c7i.xlarge': derived(203_700, 'cpu', '2026'),
    'ml.g4dn.xlarge': derived(658_000, 'gpu', '2026'),
    'ml.g5.xlarge': derived(1_258_000, 'gpu', '2026'),
    'ml.g5.2xlarge': derived(1_515_600, 'largerGpu', '2026'),
    'ml.g6.xlarge': derived(1_006_400, 'gpu', '2026'),
  },
};

/** SageMaker training. `version` counts the changes of what it says. */
export const priceTable = { version: 1, spotFraction, prices } as const;
