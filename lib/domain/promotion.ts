import { InputError } from './errors.ts';

/** Which adapters serve: those judged better; those and the ones that could not be judged; every one; none. */
export const promotionPolicies = ['better', 'better-or-unjudged', 'always', 'never'] as const;
export type PromotionPolicy = (typeof promotionPolicies)[number];

export const defaultPromotion: PromotionPolicy = 'better-or-unjudged';

/**
 * The policy of that name.
 * @throws InputError `OptionInvalid` naming those that there are
 */
export function promotionNamed(name: string): PromotionPolicy {
  const found = promotionPolicies.find((policy) => policy === name);
  if (found !== undefined) return found;
  throw new InputError('OptionInvalid', `--promote takes ${promotionPolicies.join(', ')}; not '${name}'.`);
}
