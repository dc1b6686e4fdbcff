import { priceTable } from './prices/sagemaker.ts';

/** An instance type in a region, or `local`, the machine that runs everything itself. */
export interface PricedInstance {
  readonly region: string;
  readonly instance: string;
  readonly spot: boolean;
}

export interface Price {
  readonly usdMicrosPerHour: number;
  /** When it was so. */
  readonly asOf: string;
  /** It is not published as such: it is a typical one of spot capacity, or derived from another price. */
  readonly assumed: boolean;
}

/** What an hour of a training job costs; undefined where the table has no price. One's own machine costs nothing. */
export function priceOf({ region, instance, spot }: PricedInstance): Price | undefined {
  if (instance === 'local') return { usdMicrosPerHour: 0, asOf: 'always', assumed: false };
  const { spotFraction, prices } = priceTable;
  const here = Object.hasOwn(prices, region) ? prices[region] : undefined;
  const listed = here !== undefined && Object.hasOwn(here, instance) ? here[instance] : undefined;
  if (listed === undefined) return undefined;
  const { usdMicrosPerHour, asOf, basis } = listed;
  return {
    usdMicrosPerHour: spot ? Math.round(usdMicrosPerHour * spotFraction) : usdMicrosPerHour,
    asOf,
    assumed: spot || basis === 'derived',
  };
}
