import ContentLayout from '@cloudscape-design/components/content-layout';
import { type ReactNode, useEffect } from 'react';
import { type Crumb, useCrumbs } from './crumbs.tsx';
import { focusHeading, useKeptFocus } from './kept-focus.ts';

/** Whether the person came here from another view, and not by loading the console. */
let moved = false;

interface PageProps {
  /** Of the document, before the console's name. */
  readonly title: string;
  /** From the first view to this one. */
  readonly crumbs: readonly Crumb[];
  /** With the view's only heading of the first rank; none where the content has it. */
  readonly header?: ReactNode;
  readonly children: ReactNode;
}

/** A view: its title, its place among the others, and its heading, which is focused so that a change of view is heard. */
export function Page({ title, crumbs, header, children }: PageProps) {
  useCrumbs(crumbs);
  useKeptFocus();
  useEffect(() => {
    document.title = `${title} – Likeness`;
  }, [title]);
  useEffect(() => {
    if (moved) {
      focusHeading();
      scrollTo({ top: 0 });
    }
    moved = true;
  }, []);
  return header === undefined ? children : <ContentLayout header={header}>{children}</ContentLayout>;
}
