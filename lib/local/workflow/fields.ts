import type { Json } from '../../domain/digest.ts';
import { ServiceError } from '../../domain/errors.ts';
import { type JsonObject, Refusal } from './refusal.ts';

/**
 * The members of one object of a definition. Each is taken once by whoever understands it; `finish`
 * refuses what nobody took.
 */
export class Fields {
  readonly #owner: string;
  readonly #object: JsonObject;
  readonly #taken = new Set<string>();

  /** @param owner what the object is, for the messages: `State "Train"` */
  constructor(owner: string, object: JsonObject) {
    this.#owner = owner;
    this.#object = object;
  }

  take<T>(field: string, parse: (value: Json) => T): T | undefined {
    this.#taken.add(field);
    const value = Object.hasOwn(this.#object, field) ? this.#object[field] : undefined;
    if (value === undefined) return undefined;
    try {
      return parse(value);
    } catch (error) {
      if (error instanceof Refusal) this.refuse(field, error.message, error);
      throw error;
    }
  }

  need<T>(field: string, parse: (value: Json) => T): T {
    return this.take(field, parse) ?? this.refuse(field, 'is missing');
  }

  /** Of two fields that say the same thing at most one may be there. */
  exclude(a: string, b: string): void {
    if (Object.hasOwn(this.#object, a) && Object.hasOwn(this.#object, b)) this.refuse(a, `cannot stand beside "${b}"`);
  }

  finish(): void {
    for (const field of Object.keys(this.#object)) {
      if (!this.#taken.has(field)) this.refuse(field, 'is not supported');
    }
  }

  refuse(field: string, reason: string, cause?: unknown): never {
    throw new ServiceError('WorkflowUnsupported', `${this.#owner}, field "${field}": ${reason}.`, { cause });
  }
}
