import type { components } from '@likeness/client';
import { dollars, microsOf } from '../formats/money.ts';

export type Quotas = components['schemas']['Quotas'];
export type QuotaName = keyof Quotas;

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
    meaning: 'Photos sent for one run: reference, held-out and look-alikes together.',
    unit: 'photos',
    most: 10_000,
  },
  uploadsOpen: {
    text: 'Open uploads',
    meaning: 'Uploads of photos that were begun, and that no run was started with yet.',
    unit: 'uploads',
    most: 10_000,
  },
};

export const quotaNames = Object.keys(quotas) as QuotaName[];

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

/** How much of a quota is used, as far as it was counted. */
export interface Used {
  readonly amount: number;
  /** Whether there is more than was counted. */
  readonly more: boolean;
}

export type QuotaUse = Readonly<Partial<Record<QuotaName, Used>>>;

/** How much is used, in words. */
export function usedText(name: QuotaName, { amount, more }: Used): string {
  const used = name === 'usdMicrosPerMonth' ? dollars(amount) : amount.toLocaleString();
  return more ? `${used} or more` : used;
}

/** In percent, and no more than all of it. */
export const usedPercent = ({ amount }: Used, most: number): number =>
  most === 0 ? (amount === 0 ? 0 : 100) : Math.min(100, (100 * amount) / most);

/** The changes that leave less than is used. */
export function tooLow(changes: Partial<Quotas>, use: QuotaUse): readonly QuotaName[] {
  return quotaNames.filter((name) => {
    const { [name]: most } = changes;
    return most !== undefined && most < (use[name]?.amount ?? 0);
  });
}
