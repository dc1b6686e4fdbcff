"""Pictures of shapes whose masks are known, and models simple enough that one knows what they ought to find in them."""

from types import SimpleNamespace

import cv2
import numpy as np
import torch
from transformers.models.sam.configuration_sam import (
    SamConfig,
    SamMaskDecoderConfig,
    SamPromptEncoderConfig,
    SamVisionConfig,
)
from transformers.models.sam.modeling_sam import SamModel

from likeness_ml.evaluation.dense.encode import Encoded, encode
from likeness_ml.evaluation.dense.target import Target, target_of
from likeness_ml.images import IMAGENET

RED, BLUE, GREY = (200, 40, 30), (30, 60, 200), (120, 120, 115)
PALETTE = torch.tensor([RED, BLUE, GREY], dtype=torch.float32) / 255
SIDE, PATCH = 128, 4  # a grid of 32 x 32
MEAN, STD = (torch.tensor(values).view(1, 3, 1, 1) for values in (IMAGENET.mean, IMAGENET.std))


def shares_of_palette(pixels: torch.Tensor, cell: int) -> torch.Tensor:
    """Normalised [n, 3, h, w] to [n, 3, h / cell, w / cell]: which share of each cell has which of the colours."""
    colours = (pixels * STD + MEAN).permute(0, 2, 3, 1)
    nearness = -100 * torch.cdist(colours.reshape(1, -1, 3), PALETTE[None]).view(*colours.shape)
    return torch.nn.functional.avg_pool2d(nearness.softmax(dim=-1).permute(0, 3, 1, 2), cell)


class ColourBackbone(torch.nn.Module):
    """Takes the part of a DINOv2; a patch's token says what colours are in it."""

    def __init__(self) -> None:
        super().__init__()
        self.config = SimpleNamespace(model_type="dinov2", patch_size=PATCH)

    def forward(self, pixel_values: torch.Tensor) -> SimpleNamespace:
        patches = shares_of_palette(pixel_values, PATCH).flatten(2).transpose(1, 2)
        return SimpleNamespace(last_hidden_state=torch.cat([patches.mean(dim=1, keepdim=True), patches], dim=1))


class ColourSam(torch.nn.Module):
    """Takes the part of a SAM that segments by colour: of its three answers the middle one is what has the colour at
    the first point, the first too little, the last everything. A box clips the answers. It keeps what it was asked.
    """

    def __init__(self, side: int = SIDE) -> None:
        super().__init__()
        self.config = SimpleNamespace(vision_config=SimpleNamespace(image_size=side))
        self.asked: list[dict[str, torch.Tensor]] = []

    def get_image_embeddings(self, pixels: torch.Tensor) -> torch.Tensor:
        return shares_of_palette(pixels, 4)

    def forward(self, image_embeddings: torch.Tensor, multimask_output: bool, **prompts: torch.Tensor):
        self.asked.append(prompts)
        size = image_embeddings.shape[-1]
        x, y = (prompts["input_points"][0, 0, 0] / 4).long()
        right = 20 * (image_embeddings[0, image_embeddings[0, :, y, x].argmax()] - 0.5)
        rows, columns = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
        answers = torch.stack([torch.where(rows < y, right, -10.0), right, torch.full_like(right, 10.0)])
        if "input_boxes" in prompts:
            left, top, end, bottom = prompts["input_boxes"][0, 0] / 4
            inside = (rows > top - 1) & (rows <= bottom) & (columns > left - 1) & (columns <= end)
            answers = torch.where(inside, answers, torch.tensor(-10.0))
        qualities = torch.tensor([0.3, 0.9, 0.1])
        return SimpleNamespace(pred_masks=answers[None, None], iou_scores=qualities[None, None])


def random_sam(seed: int = 0) -> SamModel:
    """A real SAM of the smallest size, which has learnt nothing: squares of 64 pixels, masks of 16."""
    torch.manual_seed(seed)
    config = SamConfig(
        vision_config=SamVisionConfig(
            hidden_size=16,
            output_channels=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            image_size=64,
            window_size=0,
            global_attn_indexes=[0],
            num_pos_feats=8,
            initializer_range=0.2,
        ),
        prompt_encoder_config=SamPromptEncoderConfig(hidden_size=16, image_size=64, mask_input_channels=4),
        mask_decoder_config=SamMaskDecoderConfig(
            hidden_size=16, mlp_dim=32, num_attention_heads=2, iou_head_hidden_dim=16
        ),
        initializer_range=0.2,
    )
    return SamModel(config).eval()


def scene(height: int, width: int, centre: tuple[float, float], radius: float) -> tuple[np.ndarray, np.ndarray]:
    """A picture with a red disc at (x, y), and the disc's mask; what reaches beyond the edge is cut off."""
    y, x = np.mgrid[:height, :width] + 0.5
    mask = (x - centre[0]) ** 2 + (y - centre[1]) ** 2 <= radius**2
    picture = np.full((height, width, 3), GREY, np.uint8)
    picture[mask] = RED
    return picture, mask


def with_blue(picture: np.ndarray, corner: tuple[int, int], size: int) -> np.ndarray:
    """Another object: a blue square."""
    drawn = picture.copy()
    cv2.rectangle(drawn, corner, (corner[0] + size - 1, corner[1] + size - 1), BLUE, -1)
    return drawn


def seen(picture: np.ndarray, side: int = SIDE) -> Encoded:
    return encode(ColourBackbone(), picture, IMAGENET, side)


def red_disc() -> Target:
    """The target of three references that differ in size and shape."""
    references = [scene(200, 300, (150, 90), 60), scene(240, 160, (80, 150), 50), scene(128, 128, (64, 64), 30)]
    return target_of([(seen(picture), mask) for picture, mask in references])


def overlap(found: np.ndarray, truth: np.ndarray) -> float:
    """Intersection over union."""
    return float((found & truth).sum() / (found | truth).sum())
