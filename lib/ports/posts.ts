/**
 * Why a post has no answer: it may not go there; nothing there takes a connection; time ran out; no trust in who
 * answered, or no encryption; what answered does not speak HTTP.
 */
export type PostError = 'TargetForbidden' | 'TargetUnreachable' | 'TargetTimeout' | 'TlsFailed' | 'AnswerInvalid';

/** What came of a post. The answer's body is of no interest. */
export type PostOutcome =
  | { readonly status: number; readonly retryAfter: string | null }
  | { readonly error: PostError };

/** Posting to addresses on the open web that tenants name, and never to where only we may. */
export interface Posts {
  /**
   * Whether posts may go there as things are now.
   * @throws InputError `WebhookInvalid` with the reason
   */
  check(url: string): Promise<void>;
  /** Posts once, follows no redirect, and returns within seconds, whatever is at the other end. Does not throw for it. */
  post(
    url: string,
    request: { readonly headers: { readonly [name: string]: string }; readonly body: string },
  ): Promise<PostOutcome>;
}
