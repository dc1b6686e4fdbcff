import { useEffect, useRef, useState } from 'react';
import { useService } from '../app/service.tsx';
import { type Announced, announce } from './announce.ts';
import { isTaken } from './photo.ts';
import { post } from './send-photos.ts';
import type { Photo } from './use-photos.ts';

/** How far a photo is on its way: a share of it that is sent, 1 once it arrived, or why it did not. */
export type Sent = { readonly share: number } | { readonly failure: string };

export interface Sending {
  readonly sent: ReadonlyMap<number, Sent>;
  /** Sends what did not arrive yet. @returns the upload, or null where a photo failed */
  send(subject: string, photos: readonly Photo[]): Promise<string | null>;
}

const atOnce = 4;
/** A form that is as good as out of date is not begun with, in milliseconds. */
const margin = 60_000;
const nothing: ReadonlyMap<number, Sent> = new Map();

const keyOf = (subject: string, photos: readonly Photo[]): string =>
  [subject, ...photos.filter(isTaken).map(({ id, role }) => `${id} ${role}`)].join();

/** Sends photos to the service. Sent again, what arrived stays there, as long as the photos are the same. */
export function useSending(): Sending {
  const { likeness } = useService();
  const [sent, setSent] = useState(nothing);
  const known = useRef<{ key: string; announced: Announced; arrived: Set<number> } | null>(null);
  const ended = useRef(new AbortController());
  useEffect(() => {
    const ending = new AbortController();
    ended.current = ending;
    return () => ending.abort();
  }, []);

  const tell = (id: number, one: Sent) => setSent((before) => new Map(before).set(id, one));

  async function expected(subject: string, photos: readonly Photo[]) {
    const key = keyOf(subject, photos);
    const before = known.current;
    if (before?.key === key) {
      const { announced, arrived } = before;
      if (announced.until > Date.now() + margin || arrived.size === announced.forms.size) return before;
    }
    setSent(nothing);
    const announced = await announce(likeness, subject, photos, ended.current.signal);
    known.current = { key, announced, arrived: new Set() };
    return known.current;
  }

  async function send(subject: string, photos: readonly Photo[]): Promise<string | null> {
    const { announced, arrived } = await expected(subject, photos);
    const left = photos.filter(({ id }) => announced.forms.has(id) && !arrived.has(id)).values();
    const worker = async (): Promise<void> => {
      for (const { id, file, mask } of left) {
        const forms = announced.forms.get(id);
        if (forms === undefined || ended.current.signal.aborted) return;
        tell(id, { share: 0 });
        try {
          if (mask !== null && forms.mask !== null) await post(forms.mask, mask, () => {}, ended.current.signal);
          // All of it is sent some time before it arrived.
          await post(forms.photo, file, (share) => tell(id, { share: Math.min(0.99, share) }), ended.current.signal);
          arrived.add(id);
          tell(id, { share: 1 });
        } catch (error) {
          tell(id, { failure: error instanceof Error ? error.message : String(error) });
        }
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return arrived.size === announced.forms.size ? announced.upload : null;
  }

  return { sent, send };
}
