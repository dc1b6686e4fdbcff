import type { components } from '@likeness/client';
import { dollars, microsOf } from '../formats/money.ts';

export type Quotas = Omit<components['schemas']['QuotasInUse'], 'used'>;
export type QuotaName = keyof Quotas;
/** How much is used of each that is counted up. */
export type QuotasUsed = components['schemas']['QuotasUsed'];

interface Told {
  readonly text: string;
  readonly meaning: string;
  /** What is counted, as after a number; money says it by itself. */
  readonly unit?: string;
  /** What the API takes at most, in its own units. */
  readonly most: number;
}

/** How each quota is told. */
export const quotas: Readonly<Record<QuotaName, Told>> = {
  usdMicrosPerMonth: {
    text: 'Money of the month',
    meaning: 'What jobs may cost in a calendar month of UTC. A run under way counts by its estimate.',
    most: 1_000_000_000_000,
  },
  runsAtOnce: {
    text: 'Runs at once',
    meaning: 'Runs that are waiting or under way.',
    unit: 'runs',
    most: 100,
  },
  subjects: { text: 'Subjects', meaning: 'Things that the tenant has models of.', unit: 'subjects', most: 100_000 },
  galleryPhotos: {
    text: 'Gallery',
    meaning: 'Photos in the gallery that endpoints search.',
    unit: 'photos',
    most: 10_000_000,
  },
  webhooks: { text: 'Webhooks', meaning: 'Addresses that are told of events.', unit: 'webhooks', most: 1_000 },
  embeddingsPerMinute: {
    text: 'Images a minute',
    meaning: 'Images that endpoints look at in one minute, all endpoints together.',
    unit: 'images',
    most: 1_000_000,
  },
  imagesPerRun: {
    text: 'Photos of a run',
    meaning: 'Photos sent for one run, those of other things among them.',
    unit: 'photos',
    most: 10_000,
  },
};

export const quotaNames = Object.keys(quotas) as QuotaName[];

/** Those that are counted up, rather than asked of each upload or in each minute. */
export const usedNames = [
  'usdMicrosPerMonth',
  'runsAtOnce',
  'subjects',
  'galleryPhotos',
  'webhooks',
] as const satisfies readonly (keyof QuotasUsed)[];

/** An amount of a quota, in words. */
export const amountText = (name: QuotaName, amount: number): string =>
  name === 'usdMicrosPerMonth' ? dollars(amount) : `${amount.toLocaleString()} ${quotas[name].unit}`;

/** An amount as a form has it: dollars, or a count. */
export const fieldOf = (name: QuotaName, amount: number): string =>
  String(name === 'usdMicrosPerMonth' ? amount / 1_000_000 : amount);

const countIn = (text: string): number | null => (/^\d{1,8}$/.test(text.trim()) ? Number(text) : null);

/** The amount that a form's text says; null where it says none that can be. */
export function amountOf(name: QuotaName, text: string): number | null {
  const amount = name === 'usdMicrosPerMonth' ? microsOf(text) : countIn(text);
  return amount != null && amount <= quotas[name].most ? amount : null;
}

/** What is asked for instead of an amount that can't be. */
export const fieldFault = (name: QuotaName): string =>
  name === 'usdMicrosPerMonth'
    ? `An amount of dollars from 0 to ${(quotas[name].most / 1_000_000).toLocaleString()}, such as 49.50.`
    : `A whole number from 0 to ${quotas[name].most.toLocaleString()}.`;

/** How much is used, in words. */
export const usedText = (name: QuotaName, used: number): string =>
  name === 'usdMicrosPerMonth' ? dollars(used) : used.toLocaleString();

/** In percent, and no more than all of it. */
export const usedPercent = (used: number, most: number): number =>
  most === 0 ? (used === 0 ? 0 : 100) : Math.min(100, (100 * used) / most);

/** The changes that leave less than is used. */
export function tooLow(changes: Partial<Quotas>, used: Partial<QuotasUsed>): readonly (keyof QuotasUsed)[] {
  return usedNames.filter((name) => {
    const { [name]: most } = changes;
    return most !== undefined && most < (used[name] ?? 0);
  });
}
