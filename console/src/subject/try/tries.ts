import {
  type Likeness,
  LikenessApiError,
  type LocateAnswer,
  type MatchAnswer,
  type SearchAnswer,
  type Subject,
} from '@likeness/client';
import { useSyncExternalStore } from 'react';
import { onWaking } from '../../asking/waking.ts';
import { type ReadyPhoto, readyPhoto } from '../../photos/ready-photo.ts';
import { neighbours } from './snippets.ts';

/** One thing that is asked about a photo. */
export interface Part<T> {
  readonly answer: T | null;
  readonly error: unknown;
  readonly milliseconds: number | null;
}

/** A photo that was tried in this visit, and what came of it so far. */
export interface Try {
  readonly id: number;
  readonly subject: string;
  readonly name: string;
  /** Null before it is made ready, and where it can't be. */
  readonly photo: ReadyPhoto | null;
  /** Of the photo as it is sent. */
  readonly url: string | null;
  /** Why it can't be tried at all. */
  readonly error: unknown;
  /** When the service was first asked about it, in milliseconds since 1970. */
  readonly since: number | null;
  /** Whether the endpoint said that it wakes. */
  readonly waking: boolean;
  /** Null where nothing serves that could tell: the base knows no subject. */
  readonly match: Part<MatchAnswer> | null;
  readonly locate: Part<LocateAnswer> | null;
  readonly search: Part<SearchAnswer>;
}

/** So many are kept, and tried at once. */
export const mostTries = 12;
/** An endpoint that is not awake after this, in milliseconds, has something else. */
const longestWaking = 15 * 60_000;

const asked = { answer: null, error: null, milliseconds: null };
let tries: readonly Try[] = [];
let counted = 0;
let last: Promise<void> = Promise.resolve();
const listeners = new Set<() => void>();

function show(next: readonly Try[]): void {
  for (const { id, url } of tries) if (url !== null && !next.some((one) => one.id === id)) URL.revokeObjectURL(url);
  tries = next;
  for (const listener of listeners) listener();
}

const change = (id: number, changes: Partial<Try>): void =>
  show(tries.map((one) => (one.id === id ? { ...one, ...changes } : one)));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What was tried in this visit, of all subjects, the newest first. It is kept while other views are open, and nowhere but here. */
export const useTries = (): readonly Try[] => useSyncExternalStore(subscribe, () => tries);

/** Tries photos one after the other, as many as are kept. @returns which try is the first of them */
export function tryPhotos(likeness: Likeness, { id: subject, endpoint }: Subject, files: readonly File[]): number {
  const part = endpoint.adapter === null ? null : asked;
  const begun = files.slice(0, mostTries).map((file) => {
    counted += 1;
    const shown: Try = {
      ...{ id: counted, subject, name: file.name, photo: null, url: null, error: null, since: null, waking: false },
      ...{ match: part, locate: part, search: asked },
    };
    last = last.then(() => work(likeness, shown, file));
    return shown;
  });
  show([...begun.toReversed(), ...tries].slice(0, mostTries));
  return begun[0]?.id ?? counted;
}

/** Asks for the photos of the gallery once more: it embeds those that it has not seen yet. */
export function searchAgain(likeness: Likeness, { id, subject, photo }: Try): void {
  if (photo !== null) void ask(id, 'search', () => likeness.search(subject, { image: photo.image, count: neighbours }));
}

/** Asks once more whether the photo shows the subject. */
export function matchAgain(likeness: Likeness, { id, subject, photo }: Try): void {
  if (photo !== null) void ask(id, 'match', () => likeness.match(subject, photo.image));
}

/** Asks once more where in the photo the subject is. */
export function locateAgain(likeness: Likeness, { id, subject, photo }: Try): void {
  if (photo !== null) void ask(id, 'locate', () => likeness.locate(subject, photo.image));
}

async function work(likeness: Likeness, { id, subject, match }: Try, file: File): Promise<void> {
  // What newer ones took the place of is asked about no more.
  const isKept = () => tries.some((one) => one.id === id);
  if (!isKept()) return;
  try {
    const photo = await readyPhoto(file);
    if (!isKept()) return;
    change(id, { photo, name: photo.name, url: URL.createObjectURL(photo.image), since: Date.now() });
    const { image } = photo;
    // First and by itself, so that its time is its own.
    if (match !== null) await ask(id, 'match', () => likeness.match(subject, image));
    await Promise.all([
      match !== null && ask(id, 'locate', () => likeness.locate(subject, image)),
      ask(id, 'search', () => likeness.search(subject, { image, count: neighbours })),
    ]);
  } catch (error) {
    change(id, { error });
  }
}

async function ask<T>(id: number, name: 'match' | 'locate' | 'search', one: () => Promise<T>): Promise<void> {
  change(id, { [name]: asked });
  const quiet = onWaking(() => change(id, { waking: true }));
  const from = performance.now();
  try {
    const answer = await awake(one);
    change(id, { [name]: { answer, error: null, milliseconds: performance.now() - from }, waking: false });
  } catch (error) {
    change(id, { [name]: { answer: null, error, milliseconds: null }, waking: false });
  } finally {
    quiet();
  }
}

/** The client asks a few times, and an endpoint may wake for minutes. */
async function awake<T>(one: () => Promise<T>): Promise<T> {
  const until = Date.now() + longestWaking;
  for (;;) {
    try {
      return await one();
    } catch (error) {
      if (!(error instanceof LikenessApiError) || error.status !== 503 || Date.now() > until) throw error;
    }
  }
}
