import { views } from '../domain/console-pages.ts';

/** What every view is. */
export const page = '/console/index.html';

const escaped = (text: string): string => text.replaceAll('/', '\\/');

/** Any of the views' addresses, with a slash at the end or without. */
const pattern = views.map((view) => escaped(view).replace('*', '.+')).join('|');

/** A function of CloudFront's, in its JavaScript: a view is the console's one page, and all else is what it is. */
export const viewRewriting = `const view = /^(?:${pattern})\\/?$/;

function handler(event) {
  const request = event.request;
  if (view.test(request.uri)) request.uri = '${page}';
  return request;
}
`;
