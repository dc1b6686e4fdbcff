import { z } from '@hono/zod-openapi';
import { photoRoles } from '../../../lib/domain/upload.ts';
import { name, orNull, time } from './common.ts';

export const imageTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;

export const announcedFile = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(255)
      .openapi({ description: 'As you call the file; told to you again.', example: 'front.jpg' }),
    role: z.enum(photoRoles).default('reference').openapi({
      description:
        'Reference photos train, held-out photos judge; look-alikes and others are photos of other things, of which look-alikes train and others judge.',
    }),
    type: z.enum(imageTypes),
    bytes: z.int().min(1).max(100_000_000),
    mask: z.boolean().default(false).openapi({ description: 'A mask comes with it: PNG, white where the thing is.' }),
  })
  .openapi('AnnouncedFile');

export const announcement = z.strictObject({ files: z.array(announcedFile).min(1).max(1600) }).openapi('Announcement');

export const formSchema = z
  .object({
    url: z.string(),
    fields: z.record(z.string(), z.string()),
  })
  .openapi('UploadForm', {
    description: 'A POST of multipart/form-data to `url`: these fields, then the file as the field `file`.',
  });

export const uploadSchema = z
  .object({
    upload: z.string(),
    subject: name,
    expiresAt: time,
    files: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        role: z.enum(photoRoles),
        form: formSchema,
        maskForm: orNull(formSchema),
      }),
    ),
    document: formSchema.openapi({
      description: 'Takes an `upload.json` of your own, which starts the run as POST /v1/subjects/{subject}/runs does.',
    }),
  })
  .openapi('Upload');
