"""How hard the sample pictures are for the small backbone that ships.

    python scripts/measure_samples.py [--backbone assets/backbones/tiny-vit] [--samples assets/samples]

Each of a subject's first three references alone is the query; its held-out pictures are the positives; the distractors
and the other subjects' held-out pictures are the negatives. Prints the average precision of each, and their mean.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from transformers import Dinov2Model

ROOT = Path(__file__).resolve().parent.parent
QUERIES = 3
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def prepare(path: Path) -> torch.Tensor:
    """A photo as (3, 224, 224): shorter side 256 bicubic, centre crop, ImageNet normalisation."""
    image = Image.open(path).convert('RGB')
    scale = 256 / min(image.size)
    image = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BICUBIC)
    left, top = (image.width - 224) // 2, (image.height - 224) // 2
    pixels = np.asarray(image.crop((left, top, left + 224, top + 224)), np.float32) / 255
    return torch.from_numpy(((pixels - _MEAN) / _DEVIATION).astype(np.float32)).permute(2, 0, 1)


@torch.inference_mode()
def embed(model: Dinov2Model, paths: list[Path]) -> NDArray[np.float32]:
    """Unit CLS vectors (N, D) of photos."""
    vectors = []
    for start in range(0, len(paths), 16):
        batch = torch.stack([prepare(path) for path in paths[start : start + 16]])
        vectors.append(model(pixel_values=batch).last_hidden_state[:, 0])
    return torch.nn.functional.normalize(torch.cat(vectors), dim=1).numpy()


def average_precision(truth: NDArray[np.bool_], scores: NDArray[np.float32]) -> float:
    """Mean over the positives of the precision at their rank; equals scikit-learn's where scores do not tie."""
    hits = truth[np.argsort(-scores, kind='stable')]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def measure(samples: Path, backbone: Path) -> dict[str, list[float]]:
    """Average precision of each subject's first references."""
    torch.set_num_threads(1)
    model = Dinov2Model.from_pretrained(backbone, dtype=torch.float32).eval()
    subjects = list(json.loads((samples / 'subjects.json').read_text()))
    held_out = {name: embed(model, sorted((samples / name / 'held-out').glob('*.jpg'))) for name in subjects}
    others = embed(model, sorted((samples / 'others').glob('*.jpg')))
    result = {}
    for name in subjects:
        rest = [others, *(held_out[other] for other in subjects if other != name)]
        gallery = np.concatenate([held_out[name], *rest])
        truth = np.arange(len(gallery)) < len(held_out[name])
        queries = embed(model, sorted((samples / name / 'reference').glob('*.jpg'))[:QUERIES])
        result[name] = [average_precision(truth, gallery @ query) for query in queries]
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--samples', type=Path, default=ROOT / 'assets/samples')
    parser.add_argument('--backbone', type=Path, default=ROOT / 'assets/backbones/tiny-vit')
    options = parser.parse_args()
    result = measure(options.samples, options.backbone)
    print(f'{"subject":18}' + ''.join(f'{f"ref {i:02d}":>8}' for i in range(QUERIES)) + f'{"mean":>8}')
    for name, values in result.items():
        print(f'{name:18}' + ''.join(f'{value:8.3f}' for value in values) + f'{np.mean(values):8.3f}')
    print(f'{"all":18}{np.mean(list(result.values())):{8 * QUERIES + 8}.3f}')


if __name__ == '__main__':
    main()
