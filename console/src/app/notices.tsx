import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { usePath } from '../routing/address.ts';
import { lineOf, toldOf } from './told.ts';

/** What happened, above whatever view is open, until it is dismissed. What succeeded goes with its view. */
interface Notices {
  succeeded(text: string): void;
  failed(error: unknown): void;
}

type Item = FlashbarProps.MessageDefinition & { readonly path: string };
type Items = readonly Item[];

const NoticesContext = createContext<Notices | null>(null);
const ItemsContext = createContext<Items>([]);
let counted = 0;

export function NoticesProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<Items>([]);
  const path = usePath();
  useEffect(() => {
    setItems((all) => all.filter((item) => item.type !== 'success' || item.path === path));
  }, [path]);
  const notices = useMemo((): Notices => {
    const add = (item: FlashbarProps.MessageDefinition) => {
      counted += 1;
      const id = String(counted);
      const onDismiss = () => setItems((others) => others.filter((other) => other.id !== id));
      // The newest first, and not a wall of them: what succeeded before is no news.
      setItems((others) =>
        [
          { id, path: location.pathname, dismissible: true, dismissLabel: 'Dismiss', onDismiss, ...item },
          ...others.filter(({ type }) => type !== 'success'),
        ].slice(0, 5),
      );
    };
    return {
      succeeded: (content) => add({ type: 'success', content }),
      failed: (error) => {
        add({ type: 'error', header: toldOf(error).header, content: lineOf(error) });
      },
    };
  }, []);
  return (
    <NoticesContext value={notices}>
      <ItemsContext value={items}>{children}</ItemsContext>
    </NoticesContext>
  );
}

export function useNotices(): Notices {
  const notices = useContext(NoticesContext);
  if (notices === null) throw new Error('A view is outside the place that shows its notices.');
  return notices;
}

export const ShownNotices = () => <Flashbar items={[...useContext(ItemsContext)]} stackItems />;
