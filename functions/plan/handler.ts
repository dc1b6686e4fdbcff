import { listedWord } from '../../lib/domain/captions/index.ts';
import { changedPreset } from '../../lib/domain/changes.ts';
import type { Home } from '../../lib/domain/home.ts';
import { planUri, type RunReference } from '../../lib/domain/keys.ts';
import { type Plan, type PlannedGenerator, priorsPlace } from '../../lib/domain/plan.ts';
import { type Preset, presetNamed } from '../../lib/domain/presets.ts';
import { promotionNamed } from '../../lib/domain/promotion.ts';
import { categoryOf } from '../../lib/domain/upload.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { type Model, requireModels } from '../../lib/ports/models.ts';
import { writeJson } from '../documents.ts';
import { advance } from '../run-record.ts';
import { readUpload } from '../upload-document.ts';
import { planCaptions } from './captions.ts';

interface PlanEvent {
  readonly run: RunReference;
  readonly accepted: { readonly uri: string };
}

export interface PlanState {
  readonly uri: string;
  readonly preset: string;
  /** Whether the run has a generator. */
  readonly generate: boolean;
}

type PlanPorts = Pick<Ports, 'objects' | 'records' | 'clock' | 'models' | 'captions'>;

/**
 * Settles what every stage will do, before anything is paid for.
 * @throws InputError `SetupIncomplete` for a preset whose models are not here, `OptionInvalid` for no promotion policy,
 *   `OptionUnknown` and `OptionInvalid` for changes that the preset can't have
 */
export function create(ports: PlanPorts, _home: Home) {
  return async ({ run }: PlanEvent): Promise<PlanState> => {
    const upload = await readUpload(ports.objects, run);
    const { changes = {} } = upload;
    const preset = changedPreset(presetNamed(upload.preset), changes);
    const promote = promotionNamed(upload.promote);
    const category = categoryOf(upload.category);
    const { priors, generate, compose, represent } = preset;
    const models = await requireModels(preset, (kind, name) => ports.models.find(kind, name));
    const generator = await plannedGenerator(ports, run, models.generator, { preset, category });
    const plan: Plan = {
      version: 1,
      category,
      seed: upload.seed,
      preset: { name: preset.name, version: preset.version },
      ...(Object.keys(changes).length > 0 && { changes }),
      backbone: models.backbone,
      generator,
      stages: { priors, generate, compose, represent },
      promotion: preset.promotion,
      promote,
    };
    const uri = planUri(run);
    await writeJson(ports.objects, uri, JSON.parse(JSON.stringify(plan)));
    const captions = generator && { source: generator.captions.source, fallback: generator.captions.fallback };
    await advance(ports, run, 'generating', { plan: uri, captions });
    return { uri, preset: preset.name, generate: generator !== null };
  };
}

/** The generator with the category's captions. */
async function plannedGenerator(
  { objects, captions: writer }: PlanPorts,
  run: RunReference,
  model: Model | null,
  { preset: { priors, wording = 'plain' }, category }: { readonly preset: Preset; readonly category: string },
): Promise<PlannedGenerator | null> {
  if (model === null || priors === null) return null;
  // However tenants write a listed category, its captions are the same to the byte, and so are the priors.
  const listed = listedWord(category);
  const shared = listed !== undefined;
  const place = priorsPlace(run, { category, generator: model.name, shared });
  const asked = { category: listed ?? category, seed: priors.seed, wording };
  const captions = await planCaptions(objects, writer, place, asked);
  return { ...model, captions, shared };
}
