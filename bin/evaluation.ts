import { z } from 'zod';

const record = z.record(z.string(), z.number().nullable());
const average = z.object({
  mean: z.number().nullable(),
  interval: z.tuple([z.number(), z.number()]).nullable(),
  instances: z.number(),
  missing: z.array(z.string()),
});
const averages = z.record(z.string(), average);
const taskResult = z.object({
  task: z.string(),
  method: z.string().nullable(),
  averages: z.object({
    base: averages,
    compared: z.object({ base: averages, personalized: averages, difference: averages }).nullable(),
  }),
  instances: z.array(
    z.object({
      instance: z.string(),
      base: record,
      personalized: record.nullable(),
      difference: record.nullable(),
    }),
  ),
});
const counts = z.object({
  instances: z.number(),
  instancesInScope: z.number(),
  galleryPictures: z.number(),
  testPictures: z.number(),
  testPicturesInScope: z.number(),
  densePictures: z.number(),
});
const pictures = z.object({ positives: z.number(), negatives: z.number() });
const judged = z.object({ instance: z.string(), references: z.number(), test: pictures, dense: pictures });

/** The `results.json` of the evaluate job, as far as the command reads it (docs/evaluation.md). */
export const evaluationResults = z.object({
  version: z.literal(1),
  dataset: z.string(),
  backbone: z.object({ name: z.string().nullable(), digest: z.string() }),
  adapters: z.array(z.object({ instance: z.string(), digest: z.string() })),
  withoutAdapter: z.array(z.string()),
  adaptersNotJudged: z.array(z.string()),
  protocol: z.object({
    tasks: z.array(z.string()),
    split: z.string(),
    others: z.string(),
    feature: z.string(),
    imageSize: z.number(),
    shiftNegatives: z.string().nullable(),
    dense: z
      .object({
        side: z.number(),
        methods: z.array(z.string()),
        pooling: z.string(),
        target: z.string(),
        masks: z.string(),
        sam: z.string().nullable(),
      })
      .nullable(),
    seed: z.number(),
  }),
  counts,
  instances: z.array(judged),
  results: z.array(taskResult),
  shifts: z
    .array(z.object({ shift: z.string(), counts, instances: z.array(judged), results: z.array(taskResult) }))
    .nullable(),
  pictures: z.array(
    z.object({ instance: z.string(), picture: z.string(), base: z.string(), personalized: z.string().nullable() }),
  ),
});

export type EvaluationResults = z.infer<typeof evaluationResults>;
export type TaskResult = z.infer<typeof taskResult>;
export type Average = z.infer<typeof average>;

/** What each task is told by where there is room for one number: the paper's. */
export const mainMetrics: Readonly<Record<string, string>> = {
  classification: 'averagePrecision',
  retrieval: 'ndcg',
  detection: 'mAP',
  segmentation: 'mAP',
};

export const metricWords: Readonly<Record<string, string>> = {
  averagePrecision: 'average precision',
  ndcg: 'NDCG',
  mrr: 'MRR',
  top10: 'top-10 hit',
  mAP: 'mAP',
  mAP50: 'mAP at IoU .5',
  meanIou: 'mean IoU',
  f1: 'F1',
  f1At50: 'F1 at IoU .5',
  bestF1: 'best F1',
  bestF1At50: 'best F1 at IoU .5',
  paperF1: "paper's F1",
  paperF1At50: "paper's F1 at IoU .5",
};

/** "detection (PerSAM)" where there are two methods. */
export const taskName = ({ task, method }: Pick<TaskResult, 'task' | 'method'>): string =>
  method === 'persam' ? `${task} (PerSAM)` : task;

/** What the numbers are over, in a sentence. */
export function scopeTold({ counts, protocol, adapters, withoutAdapter }: EvaluationResults): string {
  const split = protocol.split === 'all' ? '' : ` of the ${protocol.split} split`;
  const whose = protocol.others === 'all' ? 'of all' : 'of those judged';
  const judged = `${counts.instances} instances${split}, gallery of ${counts.galleryPictures} reference pictures and ${counts.testPicturesInScope} test pictures ${whose}`;
  if (adapters.length === 0) return `${judged}; no adapters`;
  const lacking = withoutAdapter.length === 0 ? '' : `, none for ${withoutAdapter.join(', ')}`;
  return `${judged}; ${adapters.length} adapter${adapters.length === 1 ? '' : 's'}${lacking}`;
}
