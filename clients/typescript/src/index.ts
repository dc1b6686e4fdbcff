import {
  answered,
  type CallOptions,
  type ChangeOptions,
  callInit,
  connect,
  type LikenessOptions,
} from './connection.ts';
import { type Embeddings, type EmbedOptions, embed } from './embed.ts';
import { dataUriOf, type Image, type Photo } from './images.ts';
import { everyOne } from './pages.ts';
import { runVerbs } from './runs.ts';
import type { components, paths } from './schema.ts';
import { type Upload, type UploadOptions, upload } from './upload.ts';

export type { CallOptions, ChangeOptions, Fetch, LikenessOptions } from './connection.ts';
export type { Embeddings, EmbedOptions } from './embed.ts';
export { LikenessApiError } from './error.ts';
export type { Image, ImageType, Photo, PhotoRole } from './images.ts';
export type { ListRuns, NewRun, Run, RunPlan, WaitOptions } from './runs.ts';
export type { components, paths } from './schema.ts';
export type { Upload, UploadOptions, UploadProgress } from './upload.ts';
export { isOver, type RunDetail, type WatchOptions } from './watch.ts';

export type Subject = components['schemas']['Subject'];
export type NewSubject = components['schemas']['NewSubject'];
/** What was deleted: counts, a list of every object with its digest, what this can't reach and until when. */
export type Receipt = components['schemas']['Receipt'];
export type SearchAnswer = components['schemas']['SearchAnswer'];
/** The day's use as JSON; the text of a CSV is what `http` gets where it asks for that. */
type Usage = components['schemas']['Usage'];
export type DayOfUsage = components['schemas']['DayOfUsage'];
type AnswerTo<Path extends '/v1/subjects/{subject}/match' | '/v1/subjects/{subject}/locate'> =
  paths[Path]['post']['responses'][200]['content']['application/json'];
export type MatchAnswer = AnswerTo<'/v1/subjects/{subject}/match'>;
export type LocateAnswer = AnswerTo<'/v1/subjects/{subject}/locate'>;

export interface SearchOptions extends CallOptions {
  /** The subject's reference photos are searched for unless given. */
  readonly image?: Image;
  /** 20 unless given. */
  readonly count?: number;
}

export interface UsageOptions extends CallOptions {
  /** The first day and the last, as `2026-01-31`; all of them unless given. */
  readonly from?: string;
  readonly to?: string;
}

export type Likeness = ReturnType<typeof createLikeness>;

/**
 * A client of the service at `baseUrl`. Its calls throw `LikenessApiError`, are tried again where that may help, and end with
 * the `signal` that they are given.
 */
export function createLikeness(options: LikenessOptions) {
  const connection = connect(options);
  const { http } = connection;
  const path = (subject: string) => ({ path: { subject } });
  const inputOf = async (images: Image | readonly Image[]) => ({
    input: await Promise.all([images].flat().map(dataUriOf)),
  });

  return {
    /** Every operation of the service, typed by its OpenAPI document, with the token and the retries. It throws no refusals. */
    http,

    subjects: {
      create: (subject: NewSubject, of?: ChangeOptions): Promise<Subject> =>
        answered(http.POST('/v1/subjects', { ...callInit(of), body: subject })),

      get: (subject: string, of?: CallOptions): Promise<Subject> =>
        answered(http.GET('/v1/subjects/{subject}', { ...callInit(of), params: path(subject) })),

      /** Your subjects, by their ids. */
      list: (of?: CallOptions): AsyncGenerator<Subject, void> =>
        everyOne((cursor) => {
          const query = { limit: 100, ...(cursor && { cursor }) };
          return answered(http.GET('/v1/subjects', { ...callInit(of), params: { query } }));
        }),

      /** Deletes the subject and all that was made of it. The receipt tells when that is done: `deletion` reads it again. */
      delete: (subject: string, of?: CallOptions): Promise<Receipt> =>
        answered(http.DELETE('/v1/subjects/{subject}', { ...callInit(of), params: path(subject) })),

      /** The receipt of a deletion, signed once its `status` is `done`. */
      deletion: (deletion: string, of?: CallOptions): Promise<Receipt> =>
        answered(http.GET('/v1/deletions/{deletion}', { ...callInit(of), params: { path: { deletion } } })),
    },

    /** Sends photos to the service. `runs.start` takes the `upload` that comes of it. */
    upload: (subject: string, photos: readonly Photo[], of?: UploadOptions): Promise<Upload> =>
      upload(connection, subject, photos, of),

    runs: runVerbs(connection),

    /** Any number of images as vectors. `model` is `base`, a subject, or `subject@adapter` as an answer named it. */
    embed: (model: string, images: readonly Image[], of?: EmbedOptions): Promise<Embeddings> =>
      embed(connection, model, images, of),

    /** Whether images show the subject: one or up to 32. */
    match: async (subject: string, images: Image | readonly Image[], of?: CallOptions): Promise<MatchAnswer> => {
      const body = await inputOf(images);
      return answered(http.POST('/v1/subjects/{subject}/match', { ...callInit(of), params: path(subject), body }));
    },

    /** Where in images the subject is: one or up to 32. */
    locate: async (subject: string, images: Image | readonly Image[], of?: CallOptions): Promise<LocateAnswer> => {
      const body = await inputOf(images);
      return answered(http.POST('/v1/subjects/{subject}/locate', { ...callInit(of), params: path(subject), body }));
    },

    /** The photos of your gallery that are most like an image, as the subject is known. */
    search: async (subject: string, { image, count = 20, ...of }: SearchOptions = {}): Promise<SearchAnswer> => {
      const body = { count, ...(image !== undefined && { image: await dataUriOf(image) }) };
      return answered(http.POST('/v1/subjects/{subject}/search', { ...callInit(of), params: path(subject), body }));
    },

    /** What was used, by day. */
    usage: async ({ from, to, ...of }: UsageOptions = {}): Promise<DayOfUsage[]> => {
      const query = { ...(from && { from }), ...(to && { to }) };
      const asked = http.GET('/v1/usage', { ...callInit(of), params: { query } });
      return ((await answered<Usage | string>(asked)) as Usage).data;
    },
  };
}
