/** The domain asks the language model itself, so the port's shape is the domain's. */
export type { CaptionWriter } from '../domain/captions/index.ts';
