import { type components, LikenessApiError, type RunPlan } from '@likeness/client';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { useAsked } from '../asking/use-asked.ts';

/** A preset and what a run of the photos with it would come to; why not, where it can't be. */
export interface Planned {
  readonly name: string;
  readonly summary: string;
  readonly available: boolean;
  readonly plan: RunPlan | null;
  readonly refusal: string | null;
}

export interface Plans {
  readonly presets: readonly Planned[] | null;
  readonly error: unknown;
  again(): void;
}

type Preset = components['schemas']['Preset'];

/** Every preset with its plan, those that can be used first. */
export function usePlans(subject: string | null, upload: string | null): Plans {
  const { likeness } = useService();
  const { data, error, again } = useAsked(`plans ${subject} ${upload}`, async (signal) => {
    if (subject === null || upload === null) return null;
    const { data: presets } = await answerTo(likeness.http.GET('/v1/presets', { signal }));
    const plan = async ({ name, summary, available }: Preset): Promise<Planned> => {
      const known = { name, summary, available };
      if (!available) return { ...known, plan: null, refusal: null };
      try {
        return {
          ...known,
          plan: await likeness.runs.plan(subject, { upload, preset: name, lend: false, seed: 0 }, { signal }),
          refusal: null,
        };
      } catch (failure) {
        // What is wrong with the photos is wrong with every preset.
        if (!(failure instanceof LikenessApiError) || failure.code !== 'OptionInvalid') throw failure;
        return { ...known, plan: null, refusal: failure.detail };
      }
    };
    const planned = await Promise.all(presets.map(plan));
    return planned.toSorted((one, other) => Number(other.plan !== null) - Number(one.plan !== null));
  });
  return { presets: data, error, again };
}
