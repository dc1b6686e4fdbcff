import Pagination from '@cloudscape-design/components/pagination';
import type { Pages } from '../asking/use-pages.ts';

/** Leads from page to page. @param next the cursor of the page after the one that is shown */
export const Pager = ({ pages: { page, goTo }, next }: { pages: Pages; next: string | null }) => (
  <Pagination
    currentPageIndex={page}
    pagesCount={next === null ? page : page + 1}
    onChange={({ detail }) => goTo(detail.currentPageIndex, next)}
  />
);
