import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { fontFiles } from './build/font-files.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: at('.'),
  base: '/console/',
  plugins: [fontFiles()],
  resolve: {
    alias: {
      // The longer name first: the shorter is its beginning.
      '@likeness/client/browser': at('../clients/typescript/src/browser.ts'),
      '@likeness/client': at('../clients/typescript/src/index.ts'),
    },
  },
  build: {
    outDir: at('../.cache/console'),
    emptyOutDir: true,
    target: 'es2023',
    // Files alone: nothing is in the page that its policy would have to let in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Says which files the first view loads; the tests weigh them.
    manifest: true,
    // The largest is Cloudscape with React, without which nothing is drawn.
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      output: {
        // What many views share is one file: in one each, small parts weigh more.
        codeSplitting: { groups: [{ name: 'parts', test: /\/src\/(parts|asking|formats)\//, minShareCount: 4 }] },
      },
      onLog(level, log, told) {
        // Cloudscape marks its modules for frameworks that render on a server, which nothing here does.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') told(level, log);
      },
    },
  },
});
