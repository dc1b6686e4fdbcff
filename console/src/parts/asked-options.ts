import type { SelectProps } from '@cloudscape-design/components/select';
import type { Asked } from '../asking/use-asked.ts';

type Told = Pick<SelectProps, 'statusType' | 'loadingText' | 'errorText' | 'recoveryText' | 'onLoadItems'>;

/** How far options are that have to be asked for. @param what they are, as in the middle of a sentence */
export const askedOptions = ({ data, error, again }: Asked<unknown>, what: string): Told => ({
  statusType: error === null ? (data === null ? 'loading' : 'finished') : 'error',
  loadingText: `Loading ${what}`,
  errorText: `Could not load ${what}`,
  recoveryText: 'Try again',
  onLoadItems: () => error !== null && again(),
});
