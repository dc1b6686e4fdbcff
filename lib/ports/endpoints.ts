import type { EndpointAnswer, EndpointTask, Feature } from '../domain/endpoint-answers.ts';

/** An adapter as the embedding server is told of it. */
export interface AdapterReference {
  /** `{tenant}.{subject}@{digest}`: the name requests use. */
  readonly name: string;
  /** The folder of PEFT files: `s3://bucket/prefix/`. */
  readonly uri: string;
}

/** One image's vector and what made it. */
export interface Embedding {
  /** L2-normalised. */
  readonly vector: readonly number[];
  /** Digest of the backbone's weights. */
  readonly backbone: string;
  /** Digest of the adapter's weights, or null for the bare backbone. */
  readonly adapter: string | null;
  /** `cls` or `cls+patch`. */
  readonly feature: string;
}

/** Images, and what is asked about them: the embedding server's own options, as docs/serving.md describes them. */
export interface EndpointRequest {
  readonly task: EndpointTask;
  /** 1 to 32 JPEG, PNG or WebP images as `data:` URIs in base64. */
  readonly input: readonly string[];
  /** Of `embed` alone: numbers, unless said. */
  readonly encoding_format?: 'float' | 'base64';
  /** Of `embed` alone: the first so many numbers. */
  readonly dimensions?: number;
  /** Of `embed` alone: the adapter's own unless said. */
  readonly feature?: Feature;
}

/** The server (or servers) that turn images into vectors. */
export interface Endpoints {
  /**
   * Begins to make the adapter answer, or goes on with it; true once it answers. Call again until then: that may take
   * minutes, and doing it more often than needed is harmless. The adapter's pointer must have been written.
   * @throws ServiceError `EndpointFailed` where calling again won't help
   */
  deploy(adapter: AdapterReference): Promise<boolean>;
  /**
   * Takes the adapter off at once, wherever this object can. Delete its pointer before: where adapters are found by
   * that, the next request would load it again. It is for deleting a subject: a server that answers for that subject
   * alone goes with its adapter.
   * @throws ServiceError `EndpointBusy` where it can't be ended yet: ask again; `EndpointFailed`
   */
  remove(adapterName: string): Promise<void>;
  /**
   * Embeds one JPEG, PNG or WebP image, sent as it is; `adapterName` null is the bare backbone.
   * @throws ServiceError `EndpointBusy` while the endpoint has more to do than it can, or is waking: ask again;
   * `EndpointFailed`, also for what is no such image
   */
  embed(image: Uint8Array, adapterName: string | null): Promise<Embedding>;

  /**
   * Asks about images, at most 6 MB as JSON; `adapterName` null is the bare backbone, which can only embed. The answer
   * is the server's own: `endpointAnswers` of the domain has its shape for each task.
   * @throws InputError for images and options that the server refuses (`PhotoNotAnImage`, `OptionInvalid`, ...)
   * @throws ServiceError as `embed` does
   */
  ask(request: EndpointRequest, adapterName: string | null): Promise<EndpointAnswer>;
}
