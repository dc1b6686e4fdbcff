import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

const embedded = /url\(["']?data:font\/woff2;base64,([A-Za-z0-9+/=]+)["']?\)/g;

/**
 * Cloudscape's style sheet has ten fonts in it, most of which no view uses. As files of their own they are loaded when text is
 * set in them, which leaves the style sheet a third as large, and the page's policy with fonts of its own origin alone.
 */
export const fontFiles = (): Plugin => ({
  name: 'font-files',
  generateBundle(_options, bundle) {
    for (const asset of Object.values(bundle)) {
      if (asset.type !== 'asset' || !asset.fileName.endsWith('.css')) continue;
      asset.source = String(asset.source).replace(embedded, (_match, base64: string) => {
        const source = Buffer.from(base64, 'base64');
        const name = `font-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.woff2`;
        this.emitFile({ type: 'asset', fileName: `assets/${name}`, source });
        return `url(./${name})`;
      });
    }
  },
});
