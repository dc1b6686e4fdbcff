import type { Home } from '../../lib/domain/home.ts';
import { planUri, type RunReference } from '../../lib/domain/keys.ts';
import type { Plan } from '../../lib/domain/plan.ts';
import { presetNamed } from '../../lib/domain/presets.ts';
import { categoryOf } from '../../lib/domain/upload.ts';
import type { Ports } from '../../lib/ports/index.ts';
import { writeJson } from '../documents.ts';
import { advance } from '../run-record.ts';
import { readUpload } from '../upload-document.ts';

interface PlanEvent {
  readonly run: RunReference;
  readonly accepted: { readonly uri: string };
}

/** Settles what every stage will do, before anything is paid for. */
export function create(ports: Pick<Ports, 'objects' | 'records' | 'clock'>, _home: Home) {
  return async ({ run }: PlanEvent): Promise<{ uri: string; preset: string; generate: boolean }> => {
    const upload = await readUpload(ports.objects, run);
    const preset = presetNamed(upload.preset);
    const plan: Plan = {
      version: 1,
      category: categoryOf(upload.category),
      seed: upload.seed,
      preset: { name: preset.name, version: preset.version },
      backbone: preset.backbone,
      stages: { generate: preset.generate, compose: preset.compose, represent: preset.represent },
      promotion: preset.promotion,
    };
    const uri = planUri(run);
    await writeJson(ports.objects, uri, JSON.parse(JSON.stringify(plan)));
    await advance(ports, run, 'generating', { plan: uri });
    return { uri, preset: preset.name, generate: preset.generate !== null };
  };
}
