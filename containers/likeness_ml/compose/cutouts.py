"""A cut-out is the object without its surroundings: RGBA, cropped to the mask's box. Here it is changed and pasted."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

Rng = np.random.Generator


def cut_out(photo: np.ndarray, mask: np.ndarray, erode: int = 1, longest: int = 320) -> np.ndarray:
    """uint8 RGBA of the masked object, its rim eroded by `erode` pixels so that no old background shows."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    rgba = np.dstack([photo[top:bottom, left:right], mask[top:bottom, left:right]])
    scale = longest / max(rgba.shape[:2])
    if scale < 1:
        size = (max(2, round(rgba.shape[1] * scale)), max(2, round(rgba.shape[0] * scale)))
        rgba = cv2.resize(rgba, size, interpolation=cv2.INTER_AREA)
    if erode:
        alpha = cv2.copyMakeBorder(rgba[..., 3], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        rgba[..., 3] = cv2.erode(alpha, np.ones((3, 3), np.uint8), iterations=erode)[1:-1, 1:-1]
    return rgba


@dataclass(frozen=True)
class Placing:
    """How a cut-out is put on a square picture."""

    scale: tuple[float, float]  # bounds of the object's longer side, as a share of the picture's
    rotation: float  # degrees either way
    flip: float  # probability
    visible: float = 0.8  # share of the object's box that at least stays inside, each way
    feather: int = 1  # pixels over which its rim fades out; 0 is a hard edge


@dataclass(frozen=True)
class Pasted:
    """The picture (uint8 S x S x 3), the mask of what was pasted (uint8 S x S, 0 or 255), and which share of the
    object's pixels it shows: the rest is out of the picture."""

    pixels: np.ndarray
    mask: np.ndarray
    inside: float


def paste(canvas: np.ndarray, cutout: np.ndarray, how: Placing, rng: Rng) -> Pasted:
    """Pastes one cut-out (uint8 RGBA) on a square canvas (uint8 S x S x 3), a little stretched and sheared."""
    side = canvas.shape[0]
    height, width = cutout.shape[:2]
    size = rng.uniform(*how.scale) * side / max(height, width)
    stretch = np.exp(rng.uniform(-0.1, 0.1))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-how.rotation, how.rotation), size)
    matrix[:, 0] *= stretch
    matrix[:, 1] += matrix[:, 0] * rng.uniform(-0.1, 0.1)
    if rng.random() < how.flip:
        cutout = cutout[:, ::-1]
    half = np.array([width, height]) * size / 2
    slack = half * (2 * how.visible - 1)
    low, high = np.minimum(slack, side / 2), np.maximum(side - slack, side / 2)
    matrix[:, 2] += rng.uniform(low, high) - matrix @ np.array([width / 2, height / 2, 1])
    smooth = np.ascontiguousarray(cutout if size > 0.6 else cv2.GaussianBlur(cutout, (0, 0), 0.35 / size))
    layer = cv2.warpAffine(smooth, matrix, (side, side), flags=cv2.INTER_LINEAR)
    alpha = _feathered(layer[..., 3], how.feather)
    weight = alpha[..., None].astype(np.float32) / 255
    picture = canvas * (1 - weight) + layer[..., :3] * weight
    mask = np.where(alpha > 127, 255, 0).astype(np.uint8)
    whole = _whole(smooth[..., 3], matrix, how.feather)
    return Pasted(np.rint(picture).astype(np.uint8), mask, min(1.0, np.count_nonzero(mask) / max(1, whole)))


def _feathered(alpha: np.ndarray, feather: int) -> np.ndarray:
    return cv2.GaussianBlur(alpha, (2 * feather + 1, 2 * feather + 1), 0) if feather else alpha


def _whole(alpha: np.ndarray, matrix: np.ndarray, feather: int) -> int:
    """How many pixels the object would have on a picture that it fits in."""
    height, width = alpha.shape
    corners = matrix @ np.array([[0, width, 0, width], [0, 0, height, height], [1, 1, 1, 1]])
    margin = feather + 2
    low, high = np.floor(corners.min(axis=1)) - margin, np.ceil(corners.max(axis=1)) + margin
    moved = matrix.copy()
    moved[:, 2] -= low
    columns, rows = (int(extent) for extent in high - low)
    layer = cv2.warpAffine(alpha, moved, (columns, rows), flags=cv2.INTER_LINEAR)
    return np.count_nonzero(_feathered(layer, feather) > 127)


def jitter_colour(image: np.ndarray, rng: Rng, amount: float = 0.25, hue: float = 6) -> np.ndarray:
    """Brightness, contrast, saturation and white balance by up to `amount`; hue by up to `hue` degrees."""
    rgb = image[..., :3].astype(np.float32)
    gain = rng.uniform(1 - amount, 1 + amount) * rng.uniform(1 - amount / 3, 1 + amount / 3, 3)
    mean = rgb.mean()
    rgb = (rgb - mean) * rng.uniform(1 - amount, 1 + amount) + mean
    grey = rgb.mean(-1, keepdims=True)
    rgb = ((rgb - grey) * rng.uniform(1 - amount, 1 + amount) + grey) * gain
    out = image.copy()
    out[..., :3] = np.clip(rgb, 0, 255).astype(np.uint8)
    return turn_hue(out, rng.uniform(-hue, hue)) if hue else out


def turn_hue(image: np.ndarray, degrees: float) -> np.ndarray:
    hsv = cv2.cvtColor(np.ascontiguousarray(image[..., :3]), cv2.COLOR_RGB2HSV)
    hsv[..., 0] = (hsv[..., 0].astype(int) + round(degrees / 2)) % 180
    out = image.copy()
    out[..., :3] = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return out


def camera(image: np.ndarray, rng: Rng) -> np.ndarray:
    """What a phone adds to any picture, so that pasted and real ones do not differ by it: blur, noise."""
    if rng.random() < 0.3:
        image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.4, 1.2))
    noise = rng.normal(0, rng.uniform(0, 6), image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def random_crop(image: np.ndarray, side: int, rng: Rng, area: tuple[float, float], rotation: float = 10) -> np.ndarray:
    """A random resized crop with a small rotation, reflected at the borders: uint8 side x side x 3."""
    height, width = image.shape[:2]
    share, aspect = rng.uniform(*area), np.exp(rng.uniform(-0.2, 0.2))
    edge = np.sqrt(share) * min(height, width)
    box = np.minimum([edge * aspect, edge / aspect], [width, height])
    centre = rng.uniform(box / 2, np.array([width, height]) - box / 2 + 1e-6)
    angle, mirror = np.deg2rad(rng.uniform(-rotation, rotation)), 1 if rng.random() < 0.5 else -1
    linear = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.diag(box / side)
    linear[:, 0] *= mirror
    matrix = np.column_stack([linear, centre - linear @ np.full(2, (side - 1) / 2)])
    shrink = max(box) / side
    source = image if shrink < 1.5 else cv2.GaussianBlur(image, (0, 0), shrink / 2.5)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(source, matrix, (side, side), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
