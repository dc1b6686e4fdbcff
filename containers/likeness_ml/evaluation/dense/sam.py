"""SAM, the promptable segmenter: loading it, and asking it about points, boxes and masks in picture coordinates."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from torch import Tensor
from transformers.models.sam.modeling_sam import SamModel

from likeness_ml.backbone import device_of
from likeness_ml.backbone_files import CONFIG, WEIGHTS
from likeness_ml.errors import InputError
from likeness_ml.evaluation.dense.framing import Array, Box, Frame
from likeness_ml.images import IMAGENET

COARSE = 4  # pixels of the square to one of a mask's logits


@dataclass(frozen=True)
class Seen:
    """A picture encoded by SAM: `embedding` [1, d, n, n], on SAM's device; the frame's cells are the pixels of SAM's
    coarse masks.
    """

    frame: Frame
    embedding: Tensor


@dataclass(frozen=True)
class Answers:
    """SAM's three masks of a prompt, from part to whole: `logits` [3, n, n] of the whole square, above 0 inside; and
    `qualities` [3], the IoU that SAM expects of each. Both are on the CPU.
    """

    logits: Tensor
    qualities: Tensor

    def best(self) -> Tensor:
        """[n, n]: the logits of the mask that SAM expects most of."""
        return self.logits[int(self.qualities.argmax())]


def load_sam(folder: Path) -> SamModel:
    """Load a SAM (not SAM 2) from a local folder of safetensors: fp32, CPU, evaluation mode.

    Raises InputError `SetupIncomplete` when a file is missing, `ModelInvalid` when the folder holds another kind of
    model, or weights that don't fit config.json.
    """
    for file in (CONFIG, WEIGHTS):
        if not (folder / file).is_file():
            raise InputError("SetupIncomplete", f"the SAM folder {folder} has no {file}")
    try:
        kind = json.loads((folder / CONFIG).read_text())["model_type"]
        if kind != "sam":
            raise InputError("ModelInvalid", f"{folder / CONFIG} is of a {kind} model, not of a SAM")
        model, told = SamModel.from_pretrained(
            str(folder), local_files_only=True, use_safetensors=True, dtype=torch.float32, output_loading_info=True
        )
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, SafetensorError, StrictDataclassError) as error:
        raise InputError("ModelInvalid", f"the SAM in {folder} can't be loaded: {error}") from error
    if told["missing_keys"]:
        # transformers would make them up.
        raise InputError("ModelInvalid", f"{folder / WEIGHTS} lacks {min(told['missing_keys'])}")
    return model.eval()


@torch.no_grad()
def see(sam: SamModel, picture: Array) -> Seen:
    """A picture, uint8 [h, w, 3]: framed and normalised as SAM's own processor does. The costly part of SAM."""
    frame = Frame(*picture.shape[:2], sam.config.vision_config.image_size, COARSE)
    return Seen(frame, sam.get_image_embeddings(frame.square(picture, IMAGENET).to(device_of(sam))))


@torch.no_grad()
def ask(sam: SamModel, seen: Seen, points: Array, box: Box | None = None, logits: Tensor | None = None) -> Answers:
    """What is at these points, float [n, 2] of x and y in the picture; optionally within a box and near a former mask
    (its coarse logits [n, n]).
    """
    prompts = {"input_points": _prompt(points, seen.frame).view(1, 1, -1, 2)}
    prompts["input_labels"] = torch.ones(1, 1, len(points), dtype=torch.int64)
    if box is not None:
        x, y, width, height = box
        # SAM's boxes go from the centre of the first pixel to that of the last.
        corners = np.array([[x + 0.5, y + 0.5], [x + width - 0.5, y + height - 0.5]])
        prompts["input_boxes"] = _prompt(corners, seen.frame).view(1, 1, 4)
    if logits is not None:
        prompts["input_masks"] = logits[None, None]
    prompts = {name: prompt.to(device_of(sam)) for name, prompt in prompts.items()}
    found = sam(image_embeddings=seen.embedding, multimask_output=True, **prompts)
    return Answers(found.pred_masks[0, 0].cpu(), found.iou_scores[0, 0].cpu())


def drawn(seen: Seen, logits: Tensor) -> Array:
    """bool [h, w] of the picture, from coarse logits [n, n] of the square."""
    rows, columns = seen.frame.cells
    return seen.frame.stretched(logits[:rows, :columns].numpy()) > 0


def _prompt(points: Array, frame: Frame) -> Tensor:
    """In pixels of the square; SAM adds the half that leads from a pixel's index to its centre."""
    return torch.from_numpy(points * frame.scale - 0.5).float()
