import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';
import { columnNames } from './columns.tsx';

interface Preferences {
  readonly pageSize: number;
  readonly contentDisplay: readonly CollectionPreferencesProps.ContentDisplayItem[];
  readonly wrapLines: boolean;
}

const place = 'likeness.runs';
export const pageSizes = [10, 25, 50, 100] as const;
const hidden: readonly string[] = ['preset', 'updated'];

export const firstPreferences: Preferences = {
  pageSize: 25,
  contentDisplay: columnNames.map((id) => ({ id, visible: !hidden.includes(id) })),
  wrapLines: false,
};

/** What the browser keeps, as far as this version of the console knows it. */
function kept(): Preferences {
  try {
    const { pageSize, contentDisplay, wrapLines } = JSON.parse(
      localStorage.getItem(place) ?? '{}',
    ) as Partial<Preferences>;
    const known = (contentDisplay ?? []).filter(({ id }) => columnNames.includes(id));
    const added = firstPreferences.contentDisplay.filter(({ id }) => !known.some((one) => one.id === id));
    return {
      pageSize: pageSizes.find((size) => size === pageSize) ?? firstPreferences.pageSize,
      contentDisplay: [...known, ...added],
      wrapLines: wrapLines === true,
    };
  } catch {
    return firstPreferences;
  }
}

export function usePreferences(): [Preferences, (preferences: Preferences) => void] {
  const [preferences, setPreferences] = useState(kept);
  return [
    preferences,
    (chosen) => {
      localStorage.setItem(place, JSON.stringify(chosen));
      setPreferences(chosen);
    },
  ];
}
