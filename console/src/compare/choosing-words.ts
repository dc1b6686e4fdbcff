import { mostCompared, type Named } from '../runs/selection.ts';

export interface Wrong {
  readonly header: string;
  readonly detail: string;
}

/** What keeps an address from being a comparison; null where nothing does. */
export function wrongWith({ ids, others }: Named): Wrong | null {
  const [first] = others;
  if (first !== undefined) {
    const text = first.length > 40 ? `${first.slice(0, 40)}…` : first;
    return {
      header: `“${text}” is not the id of a run`,
      detail: 'An id has 26 letters and digits, such as the list of runs has. The address may be misspelt.',
    };
  }
  if (ids.length > mostCompared)
    return { header: `${ids.length} runs are too many`, detail: 'Four fit side by side. Leave the others out.' };
  if (ids.length === 1) return { header: 'One run is there', detail: 'Add at least one more to compare it with.' };
  if (ids.length === 0)
    return { header: 'No run is there yet', detail: 'Add two to four, or select them in the list.' };
  return null;
}
