"""The base generator: a local folder in diffusers' layout, checked before anything of it is loaded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import diffusers
import torch
import transformers
from safetensors import SafetensorError, safe_open

from likeness_ml.backbone import file_digest
from likeness_ml.errors import InputError
from likeness_ml.generator.memory import free_memory, is_out_of_memory, readable, wanted_by

# Progress bars and advice to developers are noise in a job's log.
for library in (diffusers, transformers):
    library.utils.logging.disable_progress_bar()
    library.utils.logging.set_verbosity_error()

Kind = Literal["sd", "sdxl", "sd3"]
Precision = Literal["fp32", "bf16", "fp16"]
PRECISIONS: tuple[str, ...] = get_args(Precision)
DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
PICKLES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"})
PREDICTIONS = ("epsilon", "v_prediction")

Pipeline = diffusers.StableDiffusionPipeline | diffusers.StableDiffusionXLPipeline | diffusers.StableDiffusion3Pipeline

KINDS: dict[str, Kind] = {
    "StableDiffusionPipeline": "sd",
    "StableDiffusionXLPipeline": "sdxl",
    "StableDiffusion3Pipeline": "sd3",
}
CLIP_TOKENIZERS = ("CLIPTokenizer", "CLIPTokenizerFast")
# The classes that a component may have; model_index.json could name any class of any module.
COMPONENTS: dict[Kind, dict[str, tuple[str, ...]]] = {
    "sd": {
        "unet": ("UNet2DConditionModel",),
        "vae": ("AutoencoderKL",),
        "text_encoder": ("CLIPTextModel",),
        "tokenizer": CLIP_TOKENIZERS,
    },
    "sdxl": {
        "unet": ("UNet2DConditionModel",),
        "vae": ("AutoencoderKL",),
        "text_encoder": ("CLIPTextModel",),
        "text_encoder_2": ("CLIPTextModelWithProjection",),
        "tokenizer": CLIP_TOKENIZERS,
        "tokenizer_2": CLIP_TOKENIZERS,
    },
    "sd3": {
        "transformer": ("SD3Transformer2DModel",),
        "vae": ("AutoencoderKL",),
        "text_encoder": ("CLIPTextModelWithProjection",),
        "text_encoder_2": ("CLIPTextModelWithProjection",),
        "text_encoder_3": ("T5EncoderModel",),
        "tokenizer": CLIP_TOKENIZERS,
        "tokenizer_2": CLIP_TOKENIZERS,
        "tokenizer_3": ("T5Tokenizer", "T5TokenizerFast"),
    },
}
# Those whose noise is the schedule that training mixes in; another's configuration reads as if it were, and isn't.
VARIANCE_PRESERVING = (
    "DDIMScheduler",
    "DDPMScheduler",
    "DEISMultistepScheduler",
    "DPMSolverMultistepScheduler",
    "DPMSolverSinglestepScheduler",
    "EulerAncestralDiscreteScheduler",
    "EulerDiscreteScheduler",
    "HeunDiscreteScheduler",
    "KDPM2AncestralDiscreteScheduler",
    "KDPM2DiscreteScheduler",
    "LMSDiscreteScheduler",
    "PNDMScheduler",
    "UniPCMultistepScheduler",
)
SCHEDULERS: dict[Kind, tuple[str, ...]] = {
    "sd": VARIANCE_PRESERVING,
    "sdxl": VARIANCE_PRESERVING,
    "sd3": ("FlowMatchEulerDiscreteScheduler",),
}
# Each may be null in model_index.json or absent from it.
OPTIONAL: dict[str, tuple[str, ...]] = {
    "safety_checker": ("StableDiffusionSafetyChecker",),
    "feature_extractor": ("CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil"),
    "image_encoder": (),
    "text_encoder_3": ("T5EncoderModel",),
    "tokenizer_3": ("T5Tokenizer", "T5TokenizerFast"),
}


@dataclass(frozen=True)
class Base:
    """What a base folder says of itself."""

    folder: Path
    kind: Kind
    resolution: int  # pixels a side it was trained for
    scale: int  # pixels a side of one latent
    prediction: str  # "epsilon", "v_prediction" or sd3's "flow"
    components: tuple[str, ...]

    @property
    def safety_checker(self) -> bool:
        return "safety_checker" in self.components

    @property
    def denoiser(self) -> str:
        """The component that is trained and that denoises: "unet" or "transformer"."""
        return "transformer" if self.kind == "sd3" else "unet"


def check_base(folder: Path) -> Base:
    """Reads a base's configuration; of its weights just the headers.

    Raises InputError `GeneratorInvalid` naming what is wrong: a file that is missing or cut short, a pickle, a
    pipeline or component of a class that isn't supported, components that don't fit each other.
    """
    refuse_pickles(folder)
    index = read_json(folder, "model_index.json")
    name = index.get("_class_name")
    if name not in KINDS:
        raise invalid(f"model_index.json names the pipeline {name}: supported are {', '.join(KINDS)}")
    kind = KINDS[name]
    check_class("scheduler", index.get("scheduler"), SCHEDULERS[kind])
    configs = {component: read_component(folder, component) for component in components_of(index, kind)}
    denoiser, vae = configs["transformer" if kind == "sd3" else "unet"], configs["vae"]
    size = denoiser.get("sample_size")
    if not isinstance(size, int):
        raise invalid(f"its denoiser's sample_size is {size}: one whole number is needed, for square images")
    check_fit(denoiser, vae, configs, kind)
    stages = vae.get("block_out_channels")
    if not isinstance(stages, list) or not stages:
        raise invalid(f"its vae's block_out_channels is {stages}: a list of one or more is needed")
    scale = 2 ** (len(stages) - 1)
    return Base(folder, kind, size * scale, scale, prediction_of(folder, kind), tuple(configs))


def load_base(
    base: Base,
    precision: str,
    device: torch.device,
    *,
    safety_checker: bool = True,
    autoencoder: str | None = None,
) -> Pipeline:
    """The stock pipeline, in evaluation mode on the device; nothing is fetched from anywhere.

    `safety_checker` says whether the base's own is loaded, where it has one; `autoencoder` is its precision, where
    that is another. Raises InputError `GeneratorInvalid` where weights and configurations don't go together,
    `OutOfMemory` where it doesn't fit.
    """
    try:
        return opened(base, precision, autoencoder or precision, safety_checker=safety_checker).to(device)
    except (RuntimeError, ValueError, OSError, KeyError, TypeError, MemoryError) as error:
        if not is_out_of_memory(error) and "CUDA" in str(error):  # the machine's fault, not the folder's
            raise
        if not is_out_of_memory(error):
            raise invalid(f"its parts don't load: {str(error)[:300]}") from error
        raise InputError(
            "OutOfMemory",
            f"Memory ran out loading the generator in {precision}: {wanted_by(error)} more were needed and"
            f" {readable(free_memory())} are free. Set precision to bf16, or use a machine with more memory.",
        ) from error


def opened(base: Base, precision: str, autoencoder: str, *, safety_checker: bool) -> Pipeline:
    """Still in main memory."""
    options: dict[str, Any] = {}
    if base.kind == "sd" and not (base.safety_checker and safety_checker):
        options = {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
    if base.kind == "sdxl":
        options = {"add_watermarker": False}
    if base.kind == "sd3":
        options = {name: None for name in OPTIONAL if name not in base.components and name != "safety_checker"}
    pipeline = getattr(diffusers, pipeline_class(base.kind)).from_pretrained(
        str(base.folder),
        dtype={"default": DTYPES[precision], "vae": DTYPES[autoencoder]},
        local_files_only=True,
        use_safetensors=True,
        **options,
    )
    pipeline.set_progress_bar_config(disable=True)
    for component in pipeline.components.values():
        if isinstance(component, torch.nn.Module):
            component.eval()
    return pipeline


def base_digest(folder: Path) -> str:
    """SHA-256 over the components' weights, configurations and vocabularies, names included: 64 hexadecimal digits.
    A README, or a file outside the components' folders, leaves it as it is.
    """
    whole = hashlib.sha256()
    index = read_json(folder, "model_index.json")
    names = [name for name, value in index.items() if not name.startswith("_") and described(value)]
    for path in [folder / "model_index.json", *(file for name in sorted(names) for file in files_of(folder / name))]:
        whole.update(f"{path.relative_to(folder).as_posix()} {file_digest(path)}\n".encode())
    return whole.hexdigest()


def default_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def pipeline_class(kind: Kind) -> str:
    return next(name for name, of in KINDS.items() if of == kind)


def refuse_pickles(folder: Path) -> None:
    if not folder.is_dir():
        raise invalid(f"{folder.name} is not a folder")
    pickles = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PICKLES)
    if pickles:
        named = pickles[0].relative_to(folder).as_posix()
        raise invalid(f"it holds {named}, a pickle, which can run any program: safetensors only, delete the others")


def components_of(index: dict[str, Any], kind: Kind) -> list[str]:
    """The components to read, in order; raises InputError `GeneratorInvalid` for one of another class than known."""
    expected = COMPONENTS[kind] | {name: OPTIONAL[name] for name in OPTIONAL if described(index.get(name))}
    present = []
    for name, classes in expected.items():
        value = index.get(name)
        if not described(value) and name in OPTIONAL:
            continue
        check_class(name, value, classes)
        present.append(name)
    if "safety_checker" in present and "feature_extractor" not in present:
        raise invalid("it has a safety_checker but no feature_extractor")
    return present


def check_class(name: str, value: Any, classes: tuple[str, ...]) -> None:  # noqa: ANN401 - it is of a stranger's JSON
    if not described(value):
        raise invalid(f"model_index.json has no {name}")
    if value[0] not in ("diffusers", "transformers", "stable_diffusion") or value[1] not in classes:
        raise invalid(f"its {name} is a {value[1]} of {value[0]}: {' or '.join(classes) or 'none'} is supported")


def described(value: object) -> bool:
    """Whether an entry of model_index.json names a class: [library, class]."""
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)


def read_component(folder: Path, name: str) -> dict[str, Any]:
    """A component's configuration; its weights' headers are checked on the way."""
    if name.startswith("tokenizer"):
        return read_tokenizer(folder, name)
    if name == "feature_extractor":
        return read_json(folder, "feature_extractor/preprocessor_config.json")
    config = read_json(folder, f"{name}/config.json")
    stem = "diffusion_pytorch_model" if name in ("unet", "transformer", "vae") else "model"
    check_weights(folder, name, stem)
    return config


def read_tokenizer(folder: Path, name: str) -> dict[str, Any]:
    one_of = ("tokenizer.json", "spiece.model") if name == "tokenizer_3" else ("tokenizer.json", "vocab.json")
    if not any((folder / name / file).is_file() for file in one_of):
        raise missing(f"{name}/{one_of[0]} (or {one_of[1]})")
    if not (folder / name / "tokenizer.json").is_file() and name != "tokenizer_3":
        require(folder, f"{name}/merges.txt")
    return read_json(folder, f"{name}/tokenizer_config.json")


def check_weights(folder: Path, name: str, stem: str) -> None:
    """One safetensors file, or the shards that an index names; a file cut short doesn't match its own header."""
    index = f"{name}/{stem}.safetensors.index.json"
    files = [f"{name}/{stem}.safetensors"]
    if not (folder / files[0]).is_file() and (folder / index).is_file():
        shards = read_json(folder, index).get("weight_map", {}).values()
        files = sorted({f"{name}/{shard}" for shard in shards})
    for file in files:
        require(folder, file)
        try:
            with safe_open(folder / file, "pt"):
                pass
        except SafetensorError as error:
            raise invalid(f"{file} is damaged or cut short ({error}): copy it again") from error


def check_fit(denoiser: dict[str, Any], vae: dict[str, Any], configs: dict[str, dict[str, Any]], kind: Kind) -> None:
    channels, latents = denoiser.get("in_channels"), vae.get("latent_channels")
    if channels != latents:
        raise invalid(
            f"its denoiser takes {channels} channels and its vae gives {latents}: a text-to-image base is needed"
        )
    if kind == "sd3":
        return
    width = denoiser.get("cross_attention_dim")
    encoders = ("text_encoder", "text_encoder_2") if kind == "sdxl" else ("text_encoder",)
    widths = sum(configs[name].get("hidden_size", 0) for name in encoders)
    if width != widths:
        raise invalid(f"its unet attends to text {width} wide and its text encoder gives {widths}")


def prediction_of(folder: Path, kind: Kind) -> str:
    config = read_json(folder, "scheduler/scheduler_config.json")
    if kind == "sd3":
        return "flow"
    found = config.get("prediction_type", "epsilon")
    if found not in PREDICTIONS:
        raise invalid(f"its scheduler's prediction_type is {found}: supported are {', '.join(PREDICTIONS)}")
    return found


def files_of(component: Path) -> list[Path]:
    """What loading reads of a component: weights, configurations and vocabularies."""
    kept = (".safetensors", ".json", ".txt", ".model")
    return sorted(path for path in component.iterdir() if path.suffix in kept)


def read_json(folder: Path, name: str) -> dict[str, Any]:
    require(folder, name)
    try:
        value = json.loads((folder / name).read_text())
    except (OSError, ValueError) as error:
        raise invalid(f"{name} can't be read: {error}") from error
    if not isinstance(value, dict):
        raise invalid(f"{name} is not a JSON object")
    return value


def require(folder: Path, name: str) -> None:
    if not (folder / name).is_file():
        raise missing(name)


def missing(name: str) -> InputError:
    return invalid(f"it has no {name}")


def invalid(what: str) -> InputError:
    return InputError("GeneratorInvalid", f"The generator's folder can't be used: {what}.")
