import type { Clock } from '../ports/clock.ts';
import { checkDownload, checkUpload, type Transfers } from '../ports/transfers.ts';
import { signedDownload } from './gateway/download-address.ts';
import { signedFields } from './gateway/upload-policy.ts';

export interface LocalTransfersOptions {
  /** Of the installation; the gateway's too. */
  readonly secret: Uint8Array;
  /** Where the object gateway is reached, for example `http://127.0.0.1:8080`. Asked anew for each address. */
  readonly baseUrl: () => string;
  readonly clock: Clock;
}

/** Transfers through the object gateway of this machine, in the forms of S3 and under a signature of its own. */
export function localTransfers({ secret, baseUrl, clock }: LocalTransfersOptions): Transfers {
  const now = () => Date.parse(clock.now());
  return {
    async uploadForm(asked) {
      const fields = signedFields(secret, checkUpload(asked), asked, now());
      return { url: `${baseUrl()}/objects`, fields };
    },

    async downloadUrl(asked) {
      checkDownload(asked);
      return `${baseUrl()}${signedDownload(secret, asked, now())}`;
    },
  };
}
