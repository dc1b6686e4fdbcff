import type { DeletedObject } from '../../lib/domain/deletion.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { deletionLedgerPrefix, type TenantReference } from '../../lib/domain/keys.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';

/** Something that is deleted, or that says what is to be. */
export type Entry =
  | DeletedObject
  /** The sort key of a record of the tenant. */
  | { readonly record: string }
  /** A run, and the execution that it had, if any. */
  | { readonly run: string; readonly execution: string | null }
  /** The name of a training job. */
  | { readonly job: string }
  /** An adapter's name, and the digest of its weights. */
  | { readonly adapter: string; readonly digest: string };

/**
 * What a deletion knows, written down before any of it is deleted: so a deletion that breaks off anywhere can go on, and
 * its receipt lacks nothing. It is cleared once the receipt is there.
 */
export class Ledger {
  readonly #objects: ObjectStore;
  readonly #prefix: string;
  readonly #known: Map<string, Entry>;

  private constructor(objects: ObjectStore, prefix: string, known: Map<string, Entry>) {
    this.#objects = objects;
    this.#prefix = prefix;
    this.#known = known;
  }

  static async open(objects: ObjectStore, of: TenantReference, deletion: string): Promise<Ledger> {
    const prefix = `${deletionLedgerPrefix(of, deletion)}entries/`;
    const known = new Map<string, Entry>();
    for (const { uri } of await objects.list(prefix)) {
      const text = new TextDecoder().decode(await objects.get(uri));
      for (const line of text.split('\n')) if (line !== '') known.set(line, JSON.parse(line) as Entry);
    }
    return new Ledger(objects, prefix, known);
  }

  /** All that was noted, each once. */
  get entries(): Entry[] {
    return [...this.#known.values()];
  }

  /** What names are known of things that are no objects. */
  get known() {
    const runs = this.entries.flatMap((entry) => ('run' in entry ? [entry] : []));
    const adapters = this.entries.flatMap((entry) => ('adapter' in entry ? [entry] : []));
    return {
      runs: new Set(runs.map(({ run }) => run)),
      executions: runs.flatMap(({ execution }) => execution ?? []),
      jobs: this.entries.flatMap((entry) => ('job' in entry ? [entry.job] : [])),
      adapters: adapters.map(({ adapter }) => adapter),
      digests: new Set(adapters.map(({ digest }) => digest)),
    };
  }

  /** Returns once it is written down. */
  async note(entries: readonly Entry[]): Promise<void> {
    const fresh = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
    for (const line of fresh.keys()) if (this.#known.has(line)) fresh.delete(line);
    if (fresh.size === 0) return;
    const text = [...fresh.keys()].map((line) => `${line}\n`).join('');
    await this.#objects.put(`${this.#prefix}${sha256(text)}.jsonl`, text, 'application/jsonl');
    for (const [line, entry] of fresh) this.#known.set(line, entry);
  }
}
