import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { checkDownload, checkUpload, downloadDisposition, downloadType, type Transfers } from '../ports/transfers.ts';

/**
 * Transfers by S3's own signatures, which the client's credentials make without a request. Addresses are the bucket's
 * own host (`https://bucket.s3.region.amazonaws.com`), or what the client's endpoint says.
 */
export function s3Transfers(client: S3Client): Transfers {
  return {
    async uploadForm(asked) {
      const { bucket, key } = checkUpload(asked);
      // Each field becomes a condition that it be exactly so.
      const { url, fields } = await createPresignedPost(client, {
        Bucket: bucket,
        Key: key,
        Fields: { 'Content-Type': asked.contentType, success_action_status: '204' },
        Conditions: [['content-length-range', asked.bytes.min, asked.bytes.max]],
        Expires: asked.seconds,
      });
      return { url, fields };
    },

    async downloadUrl(asked) {
      const { bucket, key } = checkDownload(asked);
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ResponseContentType: downloadType(asked),
        ResponseContentDisposition: downloadDisposition(asked),
      });
      return getSignedUrl(client, command, { expiresIn: asked.seconds });
    },
  };
}
