import type { Stage } from '../stage-names.ts';

interface Words {
  readonly title: string;
  readonly axis: string;
  /** What the figure means in a stage. */
  readonly means: string;
}

const losses: Partial<Readonly<Record<Stage['stage'], string>>> = {
  represent:
    'How badly the adapter tells the subject from other things in the images it trains on: training makes it small. A low loss alone is no success, since it may have learnt those images by heart. Whether it is better, the verdict says, by photos it never saw.',
  generate:
    'How far the generator is from drawing your photos again out of noise. It jumps from step to step, because the noise is another each time. What counts is the trend, and how the images look.',
};

/** A figure in words. One that this console doesn't know keeps its own name. */
export function wordsOf(name: string, stage: Stage['stage']): Words {
  if (name === 'loss') return { title: 'Loss', axis: 'Loss', means: losses[stage] ?? 'What training makes small.' };
  if (name === 'images/s') {
    const means = 'How many images a second it trained on. It says nothing about quality.';
    return { title: 'Speed', axis: 'Images per second', means };
  }
  return { title: name, axis: name, means: 'As the job measured it.' };
}
