import { InputError } from '../../lib/domain/errors.ts';
import type { Api } from './context.ts';

const about = {
  openapi: '3.1.0',
  info: {
    title: 'Likeness',
    version: '1',
    description:
      'Three photos of one thing in; a vision model that knows that thing out, behind an endpoint of its own. Errors are problem documents (RFC 9457) with a code that stays.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  tags: [
    { name: 'subjects', description: 'The things to recognise.' },
    { name: 'photos', description: 'Photos on their way in.' },
    { name: 'runs', description: 'Personalizations, from photos to verdict.' },
    { name: 'endpoints', description: 'What answers for a subject.' },
    { name: 'embeddings', description: 'Vectors, matches and places in pictures.' },
    { name: 'webhooks', description: 'Being told of what happens.' },
    { name: 'tenant', description: 'What you use and may use.' },
    { name: 'members', description: 'People and machines that belong to you.' },
    { name: 'deletions', description: 'What was deleted, and the proof of it.' },
    { name: 'service', description: 'The service itself.' },
  ],
};

/** Serves the document of every route, and refuses what is none: 405 where the path takes other methods, else 404. */
export function describeApi(app: Api): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token; the scopes that an operation takes are listed with it.',
  });
  const document = app.getOpenAPI31Document(about);
  for (const { requestBody } of Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods))) {
    // Said here: a route that says so itself would have a body that is an image read as JSON.
    if (requestBody !== undefined) requestBody.required = true;
  }
  app.get('/openapi.json', (context) => context.json(document));

  const taken = [
    ...Object.entries(document.paths ?? {}).map(([path, methods]) => ({ path, methods: Object.keys(methods) })),
    { path: '/openapi.json', methods: ['get'] },
  ].map(({ path, methods }) => ({ pattern: patternOf(path), methods: methods.map((method) => method.toUpperCase()) }));
  app.notFound((context) => {
    const { path, method } = context.req;
    const allowed = taken.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods);
    if (allowed.length === 0) throw new InputError('RouteUnknown', `There is nothing at ${path}. See /openapi.json.`);
    context.header('Allow', allowed.join(', '));
    throw new InputError('MethodUnsupported', `${path} does not take ${method}; it takes ${allowed.join(', ')}.`);
  });
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+')}$`);
