import type { Json } from '../../domain/digest.ts';

/** Something in a definition that is not supported; whoever knows the state and field adds them. */
export class Refusal extends Error {}

export type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function asObject(value: Json): JsonObject {
  if (!isObject(value)) throw new Refusal('must be an object');
  return value;
}

export function asList(value: Json): Json[] {
  if (!Array.isArray(value) || value.length === 0) throw new Refusal('must be a list with at least one member');
  return value;
}

export function asText(value: Json): string {
  if (typeof value !== 'string') throw new Refusal('must be a string');
  return value;
}

export function asBoolean(value: Json): boolean {
  if (typeof value !== 'boolean') throw new Refusal('must be true or false');
  return value;
}

export function asName(value: Json): string {
  if (typeof value !== 'string' || value === '') throw new Refusal('must be a string that is not empty');
  return value;
}

/** A parser for numbers from `least` up; whole ones unless `fraction`. */
export const asNumber =
  (least: number, options: { fraction?: boolean } = {}) =>
  (value: Json): number => {
    if (typeof value !== 'number' || value < least || !(options.fraction || Number.isInteger(value))) {
      throw new Refusal(`must be ${options.fraction ? 'a number' : 'a whole number'} of at least ${least}`);
    }
    return value;
  };
