import { z } from 'zod';
import { diagnose, examined, findingsOf } from '../../lib/domain/diagnosis.ts';
import { acceptedUri, dataPrefix, manifestUri, type RunReference } from '../../lib/domain/keys.ts';
import { type AcceptedPhoto, acceptedSchema, distractorsOf } from '../../lib/domain/upload.ts';
import type { Metrics } from '../../lib/domain/verdict.ts';
import type { ObjectStore } from '../../lib/ports/index.ts';
import { readIfThere, readJson } from '../documents.ts';
import type { ApiPorts } from './context.ts';
import { finishedJobs } from './run-jobs.ts';
import { judgedRole } from './run-judgements.ts';
import { denseFile, type EvaluationDocument, type EvaluationFile, evaluationFile } from './schemas/evaluation.ts';

const manifestShape = z.object({ finishedAt: z.iso.datetime() });

/** What `curation.json` says of the images as a whole. */
export const curationFile = z.object({
  summary: z.object({
    kept: z.int(),
    dropped: z.int(),
    fidelity: z.number().nullable(),
    diversity: z.number().nullable(),
    vendi: z.number(),
  }),
  sources: z.record(z.string(), z.object({ kind: z.string(), candidates: z.int(), kept: z.int() })),
});

const mean = z
  .object({ mean: z.number() })
  .nullish()
  .transform((spread) => spread?.mean ?? null);
const number = z
  .number()
  .nullish()
  .transform((value) => value ?? null);

/** The same with what it says of each source and prompt; what a version of it did not measure is absent. */
const curatedFile = curationFile.extend({
  sources: z.record(
    z.string(),
    curationFile.shape.sources.valueType.extend({
      dropped: z.record(z.string(), z.int()).default({}),
      ...{ fidelity: mean, keptFidelity: mean, vendi: number, keptVendi: number },
    }),
  ),
  prompts: z
    .array(z.object({ prompt: z.string(), source: z.string(), candidates: z.int(), kept: z.int(), fidelity: number }))
    .default([]),
});

const nothing: EvaluationDocument = {
  ...{ evaluatedAt: null, protocol: null, feature: null, photos: null, metrics: null, curves: null, ranks: null },
  ...{ effects: null, dense: null, calibration: null, separation: null, diagnoses: null, examined: null },
  ...{ curation: null, adapterDigest: null },
};

/** All that is known of how the adapter does: what the represent job measured, and what that says. */
export async function readEvaluation(
  { objects, records }: Pick<ApiPorts, 'objects' | 'records'>,
  run: RunReference,
  upload: string,
): Promise<EvaluationDocument> {
  const { represent } = await finishedJobs(records, run);
  if (represent === undefined) return nothing;
  const data = dataPrefix(run, represent);
  const measured = evaluationFile.parse(await readJson(objects, `${data}evaluation.json`));
  const { finishedAt } = manifestShape.parse(await readJson(objects, manifestUri(run, represent)));
  const curation = curatedFile.parse(await readJson(objects, `${data}curation.json`));
  const { photos } = acceptedSchema.parse(await readJson(objects, acceptedUri(run, upload)));
  const { protocol, feature, metrics, curves, references, heldOut, effects, match, generator, adapterDigest } =
    measured;
  const findings = findingsOf(findable(measured), curation);
  return {
    evaluatedAt: finishedAt,
    ...{ protocol, feature, metrics, curves, adapterDigest },
    photos: { references, heldOut, distractors: ownAndBank(photos) },
    ranks: measured.ranks.map(({ photo, ...ranks }) => ({ photo: judgedId(measured, photo), ...ranks })),
    effects: effects?.map(({ interval, ...effect }) => ({ ...effect, interval: interval ?? null })) ?? null,
    dense: measured.dense === undefined ? null : await denseOf(objects, data, measured.dense),
    calibration: match ?? null,
    separation: generator ?? null,
    diagnoses: diagnose(findings).map((diagnosis) => ({ ...diagnosis, numbers: { ...diagnosis.numbers } })),
    examined: examined(findings),
    curation: curationOf(curation),
  };
}

function curationOf({ summary, sources, prompts }: z.infer<typeof curatedFile>): EvaluationDocument['curation'] {
  return { ...summary, sources: Object.entries(sources).map(([source, of]) => ({ source, ...of })), prompts };
}

const judgedId = (measured: EvaluationFile, photo: string): string => `${judgedRole(measured)}/${photo}`;

const findable = ({ metrics, dense, effects }: EvaluationFile) => ({
  metrics: metrics as Metrics | null,
  ...(dense && { dense }),
  ...(effects && { effects }),
});

function ownAndBank(photos: AcceptedPhoto[]): { own: number; bank: number } {
  const { user, bank } = distractorsOf({ photos });
  return { own: user, bank };
}

async function denseOf(
  objects: ObjectStore,
  data: string,
  tasks: NonNullable<EvaluationFile['dense']>,
): Promise<EvaluationDocument['dense']> {
  const raw = await readIfThere(objects, `${data}dense.json`, (value) => denseFile.parse(value));
  const photos = (raw?.photos ?? []).map((photo, at) => {
    const iou = Object.keys(tasks).map((task) => {
      const of = (space: 'base' | 'personalized'): number => raw?.iou[space][task]?.[at] ?? 0;
      return [task, { base: of('base'), personalized: of('personalized') }] as const;
    });
    return { photo: `held-out/${photo}`, iou: Object.fromEntries(iou) };
  });
  return { tasks, photos };
}
