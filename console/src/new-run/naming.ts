import { categoryProblem, idFrom, idProblem, nameProblem } from './subject-words.ts';

/** What a new subject is to be called; an `id` of null is the one that the name suggests. */
export interface Naming {
  readonly name: string;
  readonly id: string | null;
  readonly category: string;
}

export const unnamed: Naming = { name: '', id: null, category: '' };

/** Ids of subjects that there are. */
export type Taken = ReadonlySet<string>;

export const idOf = ({ name, id }: Naming, taken: Taken): string =>
  id ?? (name.trim() === '' ? '' : idFrom(name, taken));

export function isNamed(naming: Naming, taken: Taken): boolean {
  const id = idOf(naming, taken);
  const problems = [nameProblem(naming.name), idProblem(id), categoryProblem(naming.category)];
  return problems.every((problem) => problem === null) && !taken.has(id);
}

export const wordsOf = ({ name, category }: Naming) => ({ name: name.trim(), category: category.trim() });
