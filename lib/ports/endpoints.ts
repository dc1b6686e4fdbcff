/** An adapter as the embedding server is told of it. */
export interface AdapterReference {
  /** `{subject}@{digest}`: the name requests use. */
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
  /** Returns once the adapter answers requests. Deploying the same adapter again is harmless. */
  deploy(adapter: AdapterReference): Promise<void>;
  /** Removes the adapter; it can't answer afterwards. */
  remove(adapterName: string): Promise<void>;
  /**
   * Embeds one JPEG, PNG or WebP image; `adapterName` null is the bare backbone.
   * @throws ServiceError `EndpointFailed`
   */
  embed(image: Uint8Array, adapterName: string | null): Promise<Embedding>;
}
