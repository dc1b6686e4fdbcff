"""The teacher: MobileNetV2 1.0, from a safetensors file with batch norm folded into the convolutions."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

FILE = "mobilenet_v2_backbone.safetensors"
CHANNELS = 1280
# (expansion, channels, blocks, stride of the first)
STAGES = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
CHUNK = 32  # images a forward pass: more would not stay in the processor's caches


class SameConvolution(nn.Conv2d):
    """Convolution with TensorFlow's "SAME" padding, in which an odd pixel goes to the right and the bottom."""

    def forward(self, x: Tensor) -> Tensor:
        size, stride = self.kernel_size[0], self.stride[0]
        rows, columns = (max((-(-side // stride) - 1) * stride + size - side, 0) for side in x.shape[-2:])
        padded = functional.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))
        return functional.conv2d(padded, self.weight, self.bias, stride, 0, 1, self.groups)


class InvertedResidual(nn.Module):
    """Widen, filter each channel, narrow; the input is added where the shapes allow. Names are those in the file."""

    def __init__(self, channels: int, out: int, expansion: int, stride: int) -> None:
        super().__init__()
        wide = channels * expansion
        self.residual = stride == 1 and channels == out
        self.expand = nn.Conv2d(channels, wide, 1) if expansion > 1 else None
        self.dw = SameConvolution(wide, wide, 3, stride=stride, groups=wide)
        self.project = nn.Conv2d(wide, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu6(self.expand(x)) if self.expand is not None else x
        y = self.project(functional.relu6(self.dw(y)))
        return x + y if self.residual else y


class MobileNetV2(nn.Module):
    """Images [n, 3, h, w] in [-1, 1] to the map before global pooling [n, 1280, h/32, w/32]."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = SameConvolution(3, 32, 3, stride=2)
        blocks, channels = [], 32
        for expansion, out, count, stride in STAGES:
            for index in range(count):
                blocks.append(InvertedResidual(channels, out, expansion, stride if index == 0 else 1))
                channels = out
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Conv2d(channels, CHANNELS, 1)

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu6(self.head(self.blocks(functional.relu6(self.stem(x)))))


def load_teacher(folder: Path) -> MobileNetV2:
    """The network of `folder`/mobilenet_v2_backbone.safetensors in bfloat16; a classifier in the file is ignored."""
    teacher = MobileNetV2()
    weights = load_file(folder / FILE)
    teacher.load_state_dict({name: value.float() for name, value in weights.items() if not name.startswith("fc.")})
    return teacher.eval().bfloat16().to(memory_format=torch.channels_last)


@torch.no_grad()
def teach(teacher: MobileNetV2, views: Tensor) -> tuple[Tensor, Tensor]:
    """Views [n, 3, s, s] in [0, 1] to pooled features float32 [n, 1280] and dense ones bfloat16 [n, s/32, s/32, 1280].

    The pooled features are what the teacher's classifier sees.
    """
    pixels = (views * 2 - 1).bfloat16().contiguous(memory_format=torch.channels_last)
    maps = torch.cat([teacher(chunk) for chunk in pixels.split(CHUNK)])
    dense = maps.permute(0, 2, 3, 1).contiguous()
    return dense.flatten(1, 2).float().mean(1), dense
