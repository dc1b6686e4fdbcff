import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { type ConsoleConfig, contentPolicy, views } from '../domain/console-pages.ts';
import { errorCode } from './disk.ts';
import { consoleClient } from './sign-in/authorization.ts';

export interface ConsoleOptions {
  /** Where `npm run console` puts what it builds. */
  readonly folder: string;
  /** What the service is reached as, without a `/` at its end. */
  readonly baseUrl: () => string;
}

const policy = contentPolicy();

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const unbuilt = 'The console is not built yet. Build it by: npm run console\n';

/**
 * The console's pages and files, to be mounted at the root of a server's application. What was built later is served without
 * starting anew.
 */
export function consolePages({ folder, baseUrl }: ConsoleOptions): Hono {
  const app = new Hono();

  async function file(context: Context, name: string, caching: string): Promise<Response> {
    const type = types[extname(name)];
    const bytes = type === undefined ? null : await readFile(join(folder, name)).catch(absent);
    if (type === undefined || bytes === null) return context.notFound();
    context.header('Cache-Control', caching);
    return context.body(new Uint8Array(bytes), 200, { 'Content-Type': type });
  }

  for (const path of [...views, '/console/*']) {
    app.use(path, async (context, next) => {
      context.header('Content-Security-Policy', policy);
      context.header('Cross-Origin-Opener-Policy', 'same-origin');
      context.header('Referrer-Policy', 'no-referrer');
      context.header('X-Content-Type-Options', 'nosniff');
      await next();
    });
    app.use(path, compress());
  }

  for (const path of views) {
    app.get(path, async (context) => {
      const page = await file(context, 'index.html', 'no-cache');
      return page.status === 404 ? context.text(unbuilt, 404) : page;
    });
  }

  app.get('/console/config.json', (context) => {
    const url = baseUrl();
    const config: ConsoleConfig = { url, api: url, authority: url, domain: url, clientId: consoleClient };
    context.header('Cache-Control', 'no-cache');
    return context.json(config);
  });
  // A name that has a slash, or is a step up, is no parameter of these paths or has no type: there is no other folder to get to.
  app.get('/console/:name{[\\w-]+\\.\\w+}', (context) => file(context, context.req.param('name'), 'no-cache'));
  app.get('/console/assets/:name{[\\w.-]+}', (context) =>
    file(context, join('assets', context.req.param('name')), 'public, max-age=31536000, immutable'),
  );
  app.get('/console/*', (context) => context.notFound());
  return app;
}

function absent(thrown: unknown): null {
  if (errorCode(thrown) === 'ENOENT' || errorCode(thrown) === 'EISDIR') return null;
  throw thrown;
}
