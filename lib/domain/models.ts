import { z } from 'zod';
import { InputError } from './errors.ts';
import type { ModelKind } from './keys.ts';
import { modelIndex } from './model-index.ts';

/** What a model may be used for. */
export interface Licence {
  /** As manifests name it. */
  readonly name: string;
  /** What it keeps one from, in a sentence. */
  readonly restricts: string;
  /** Where its text is. */
  readonly text: string;
  /** Whether the user has to say yes before anything is downloaded. */
  readonly mustAccept: boolean;
  /** The words by which the hub's cards name it. */
  readonly hubNames: readonly string[];
}

/** A model that doesn't ship and that we know how to bring. */
export interface CatalogueModel {
  readonly name: string;
  readonly kind: ModelKind;
  readonly summary: string;
  /** `owner/name` on the model hub. */
  readonly repository: string;
  /** A commit: what is pulled today is what is pulled in a year. */
  readonly revision: string;
  /** The published precision that is brought: full where all weights are trained, half where they stay as they are. */
  readonly weights: 'fp32' | 'fp16';
  /** The hub hands it out to those alone who accepted its terms there. */
  readonly gated: boolean;
  /** About so many on the disk. */
  readonly gigabytes: number;
  readonly licence: Licence;
}

const openRail: Licence = {
  name: 'CreativeML OpenRAIL-M',
  restricts:
    'Commercial use is allowed; uses that harm or deceive people (its Attachment A) are not, and whoever passes the model or what was trained from it on must pass these restrictions on.',
  text: 'https://huggingface.co/spaces/CompVis/stable-diffusion-license',
  mustAccept: true,
  hubNames: ['creativeml-openrail-m'],
};

const openRailPlus: Licence = {
  name: 'CreativeML Open RAIL++-M',
  restricts: openRail.restricts,
  text: 'https://huggingface.co/stabilityai/stable-diffusion-xl-base-1.0/blob/main/LICENSE.md',
  mustAccept: true,
  hubNames: ['openrail++'],
};

const stabilityCommunity: Licence = {
  name: 'Stability AI Community License',
  restricts:
    'Research and non-commercial use are free; so is commercial use for those who register with Stability AI and earn less than 1 million US dollars a year. Its acceptable-use policy applies, and others must be told what the model was made from.',
  text: 'https://huggingface.co/stabilityai/stable-diffusion-3-medium-diffusers/blob/main/LICENSE.md',
  mustAccept: true,
  hubNames: ['stabilityai-ai-community'],
};

const apache: Licence = {
  name: 'Apache-2.0',
  restricts: 'Any use is allowed; copies keep its text and notices.',
  text: 'https://www.apache.org/licenses/LICENSE-2.0',
  mustAccept: false,
  hubNames: ['apache-2.0'],
};

const openAiMit: Licence = {
  name: 'MIT',
  restricts:
    "Any use is allowed; copies keep its notice. That is the licence of OpenAI's repository of CLIP; the model card beside it calls untested deployment, surveillance and face recognition out of scope.",
  text: 'https://github.com/openai/CLIP/blob/main/LICENSE',
  mustAccept: false,
  hubNames: ['mit'],
};

const metaMae: Licence = {
  ...apache,
  restricts:
    "The hub's card of these weights says Apache-2.0. The original code and weights of MAE are published under CC-BY-NC 4.0, which forbids commercial use: clear that up before any.",
  text: 'https://huggingface.co/facebook/vit-mae-base',
  mustAccept: true,
};

const catalogue: readonly CatalogueModel[] = [
  {
    name: 'sd15',
    kind: 'generator',
    summary: 'Stable Diffusion 1.5, 512 pixels: what the paper personalizes.',
    repository: 'stable-diffusion-v1-5/stable-diffusion-v1-5',
    revision: '451f4fe16113bff5a5d2269ed5ad43b0592e9a14',
    weights: 'fp32',
    gated: false,
    gigabytes: 5.5,
    licence: openRail,
  },
  {
    name: 'sdxl',
    kind: 'generator',
    summary: 'Stable Diffusion XL base 1.0, 1024 pixels.',
    repository: 'stabilityai/stable-diffusion-xl-base-1.0',
    revision: '462165984030d82259a11f4367a4eed129e94a7b',
    weights: 'fp16',
    gated: false,
    gigabytes: 7,
    licence: openRailPlus,
  },
  {
    name: 'sd3',
    kind: 'generator',
    summary: 'Stable Diffusion 3 Medium, 1024 pixels, with its three text encoders.',
    repository: 'stabilityai/stable-diffusion-3-medium-diffusers',
    revision: 'ea42f8cef0f178587cf766dc8129abd379c90671',
    weights: 'fp16',
    gated: true,
    gigabytes: 15.5,
    licence: stabilityCommunity,
  },
  {
    name: 'dinov2-base',
    kind: 'backbone',
    summary: 'DINOv2 ViT-B/14: what the paper adapts.',
    repository: 'facebook/dinov2-base',
    revision: 'f9e44c814b77203eaa57a6bdbbd535f21ede1415',
    weights: 'fp32',
    gated: false,
    gigabytes: 0.35,
    licence: apache,
  },
  {
    name: 'dinov2-small',
    kind: 'backbone',
    summary: 'DINOv2 ViT-S/14: a quarter of the base one.',
    repository: 'facebook/dinov2-small',
    revision: 'ed25f3a31f01632728cabb09d1542f84ab7b0056',
    weights: 'fp32',
    gated: false,
    gigabytes: 0.09,
    licence: apache,
  },
  {
    name: 'dinov2-large',
    kind: 'backbone',
    summary: 'DINOv2 ViT-L/14: three and a half times the base one.',
    repository: 'facebook/dinov2-large',
    revision: '47b73eefe95e8d44ec3623f8890bd894b6ea2d6c',
    weights: 'fp32',
    gated: false,
    gigabytes: 1.22,
    licence: apache,
  },
  {
    name: 'clip-base',
    kind: 'backbone',
    summary: "CLIP ViT-B/16, of which the vision part is used: the second of the paper's three.",
    repository: 'openai/clip-vit-base-patch16',
    // Not of its main branch, which has the weights as a pickle alone, but of the hub's own conversion to safetensors.
    revision: '5ef227a78de3f75873f373246dac80def63b0003',
    weights: 'fp32',
    gated: false,
    gigabytes: 0.6,
    licence: openAiMit,
  },
  {
    name: 'clip-large',
    kind: 'backbone',
    summary: 'CLIP ViT-L/14, of which the vision part is used.',
    repository: 'openai/clip-vit-large-patch14',
    revision: '32bd64288804d66eefd0ccbe215aa642df71cc41',
    weights: 'fp32',
    gated: false,
    gigabytes: 1.71,
    licence: openAiMit,
  },
  {
    name: 'mae-base',
    kind: 'backbone',
    summary: "MAE ViT-B/16, of which the encoder is used: the third of the paper's three.",
    repository: 'facebook/vit-mae-base',
    revision: '25b184bea5538bf5c4c852c79d221195fdd2778d',
    weights: 'fp32',
    gated: false,
    gigabytes: 0.45,
    licence: metaMae,
  },
];

export const catalogueModels = (): readonly CatalogueModel[] => catalogue;

/** @throws InputError `ModelUnknown` naming those that there are */
export function catalogueModel(name: string): CatalogueModel {
  const found = catalogue.find((model) => model.name === name);
  if (found !== undefined) return found;
  const names = catalogue.map((model) => model.name).join(', ');
  throw new InputError('ModelUnknown', `There is no model '${name}' to pull. There are: ${names}.`);
}

/** The file that says what a pulled folder holds. It is written last: a folder without it is no model. */
export const modelManifestFile = 'model.json';

/** What was pulled: the index of the files, and where they are from. */
export const modelManifest = modelIndex.extend({
  name: z.string(),
  kind: z.enum(['backbone', 'generator']),
  repository: z.string(),
  /** The commit that was got. */
  revision: z.string().regex(/^[0-9a-f]{40}$/),
  weights: z.enum(['fp32', 'fp16']),
  licence: z.string(),
  pulledAt: z.iso.datetime(),
});
export type ModelManifest = z.infer<typeof modelManifest>;

export const modelBytes = ({ files }: Pick<ModelManifest, 'files'>): number =>
  files.reduce((sum, { size }) => sum + size, 0);
