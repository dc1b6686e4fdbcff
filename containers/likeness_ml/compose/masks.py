"""Cutting the object out of a photo without a learned segmenter.

Two maskers, since each fails where the other works: GrabCut from a margin box (fails on dark, low-contrast or framed
photos), and GrabCut from co-segmentation seeds, the colours that the reference photos share and their borders lack
(fringes others). Where they agree the mask is their intersection.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

WORKING_SIDE = 224  # GrabCut's cost grows with the pixels; the outline does not get better
MARGIN = 0.10  # of each side, taken to be background
AGREEMENT = 0.55  # intersection over union from which two masks are one finding
AREA = (0.03, 0.85)  # a mask outside this share of the picture is a failure
BINS = 8  # per Lab channel
FLAT = 8  # levels, of 255, between a picture's darkest and brightest value


@dataclass(frozen=True)
class Mask:
    """`pixels` uint8 H x W, 0 or 255; `method` is `given`, `agreed`, `box`, `shared-colours` or `centre`."""

    pixels: np.ndarray
    method: str


def find_masks(photos: list[np.ndarray]) -> list[Mask]:
    """Masks of the one object that all `photos` (uint8 H x W x 3, RGB) show."""
    small = [_shrink(photo) for photo in photos]
    seeds = _shared_colour_seeds(small)
    found = [_best(_from_box(image), _from_seeds(image, seed)) for image, seed in zip(small, seeds, strict=True)]
    pairs = zip(found, photos, strict=True)
    return [Mask(_enlarge(mask.pixels, photo.shape[:2]), mask.method) for mask, photo in pairs]


def _best(box: np.ndarray | None, shared: np.ndarray | None) -> Mask:
    findings = [("box", box), ("shared-colours", shared)]
    if box is not None and shared is not None:
        both, either = (box & shared).sum(), (box | shared).sum()
        if both / max(1, either) >= AGREEMENT:
            findings.insert(0, ("agreed", box & shared))
    for method, found in findings:
        mask = None if found is None else _tidy(found)
        if mask is not None and mask.any():  # of fine stripes nothing is left
            return Mask(mask, method)
    return Mask(np.empty((0, 0), np.uint8), "centre")


def _shrink(photo: np.ndarray) -> np.ndarray:
    scale = WORKING_SIDE / max(photo.shape[:2])
    size = (max(16, round(photo.shape[1] * scale)), max(16, round(photo.shape[0] * scale)))
    return cv2.resize(photo, size, interpolation=cv2.INTER_AREA)


def _enlarge(mask: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    if mask.size == 0:  # nothing found: an ellipse in the middle, better than no cut-out at all
        mask = np.zeros(shape, np.uint8)
        centre, axes = (shape[1] // 2, shape[0] // 2), (int(shape[1] * 0.36), int(shape[0] * 0.36))
        return cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, -1)
    smooth = cv2.resize(mask, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.where(smooth > 127, 255, 0).astype(np.uint8)


def _from_box(image: np.ndarray) -> np.ndarray | None:
    height, width = image.shape[:2]
    x, y = round(width * MARGIN), round(height * MARGIN)
    return _grab_cut(image, None, (x, y, width - 2 * x, height - 2 * y))


def _from_seeds(image: np.ndarray, seed: np.ndarray) -> np.ndarray | None:
    trimap = np.full(image.shape[:2], cv2.GC_PR_BGD, np.uint8)
    trimap[seed > np.quantile(seed, 0.70)] = cv2.GC_PR_FGD
    trimap[seed > np.quantile(seed, 0.93)] = cv2.GC_FGD
    edge = max(2, round(min(image.shape[:2]) * 0.03))
    trimap[:edge], trimap[-edge:], trimap[:, :edge], trimap[:, -edge:] = (cv2.GC_BGD,) * 4
    return _grab_cut(image, trimap, None)


def _grab_cut(image: np.ndarray, trimap: np.ndarray | None, box: tuple[int, int, int, int] | None) -> np.ndarray | None:
    if np.ptp(image) < FLAT:  # it has no two colour mixtures to tell apart, and GrabCut takes seconds to find that out
        return None
    labels = np.zeros(image.shape[:2], np.uint8) if trimap is None else trimap
    mode = cv2.GC_INIT_WITH_RECT if trimap is None else cv2.GC_INIT_WITH_MASK
    cv2.setRNGSeed(0)  # GrabCut's mixture starts from random centres
    try:
        cv2.grabCut(image, labels, box, np.zeros((1, 65)), np.zeros((1, 65)), 4, mode)
    except cv2.error:  # nor may another picture have them
        return None
    mask = np.isin(labels, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8) * 255
    return mask if AREA[0] <= (mask > 0).mean() <= AREA[1] else None


def _shared_colour_seeds(images: list[np.ndarray]) -> list[np.ndarray]:
    """For each pixel, how much likelier its colour is in the other photos' middles than on this photo's border."""
    codes = [_colour_codes(image) for image in images]
    middles = [_histogram(code[_middle(code.shape)]) for code in codes]
    borders = [_histogram(code[~_middle(code.shape, 0.12)]) for code in codes]
    seeds = []
    for index, code in enumerate(codes):
        others = [middle for other, middle in enumerate(middles) if other != index] or [middles[index]]
        shared = np.min(others, axis=0) if len(others) > 1 else others[0]
        score = np.log(shared + 1e-4) - np.log(borders[index] + 1e-3)
        seeds.append(cv2.GaussianBlur(score[code].astype(np.float32), (0, 0), 3))
    return seeds


def _colour_codes(image: np.ndarray) -> np.ndarray:
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB).astype(int) * BINS // 256
    return (lab[..., 0] * BINS + lab[..., 1]) * BINS + lab[..., 2]


def _middle(shape: tuple[int, ...], margin: float = 0.22) -> np.ndarray:
    inside = np.zeros(shape[:2], bool)
    y, x = round(shape[0] * margin), round(shape[1] * margin)
    inside[y : shape[0] - y, x : shape[1] - x] = True
    return inside


def _histogram(codes: np.ndarray) -> np.ndarray:
    counts = np.bincount(codes.ravel(), minlength=BINS**3).astype(np.float32).reshape(BINS, BINS, BINS)
    smooth = counts + sum(np.roll(counts, shift, axis) for axis in range(3) for shift in (-1, 1)) * 0.3
    return (smooth / smooth.sum()).ravel()


def _tidy(mask: np.ndarray) -> np.ndarray:
    """The largest piece, with its holes closed and its rim smoothed."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count > 1:
        largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
        keep = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] >= 0.25 * stats[largest, cv2.CC_STAT_AREA]]
        mask = np.isin(labels, keep).astype(np.uint8) * 255
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    smooth = cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, kernel), cv2.MORPH_OPEN, kernel)
    outlines, _ = cv2.findContours(smooth, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return cv2.drawContours(np.zeros_like(smooth), outlines, -1, 255, cv2.FILLED)
