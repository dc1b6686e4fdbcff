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
   * Embeds one JPEG, PNG or WebP image; `adapterName` null is the bare backbone.
   * @throws ServiceError `EndpointBusy` while the endpoint has more to do than it can, or is waking: ask again;
   * `EndpointFailed`
   */
  embed(image: Uint8Array, adapterName: string | null): Promise<Embedding>;
}
