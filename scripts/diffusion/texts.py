"""The text side: a small CLIP text encoder and byte-level pieces of its own."""

from __future__ import annotations

import json
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

LENGTH, WIDTH, VOCABULARY = 64, 192, 2048
START, END = "<|startoftext|>", "<|endoftext|>"
_WORDS = r"""<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""


def train_tokenizer(captions: list[str]) -> CLIPTokenizer:
    """Byte-pair pieces of the captions in CLIP's format; words never seen fall apart into bytes."""
    pieces = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    pieces.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    pieces.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORDS), behavior="removed", invert=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    pieces.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 258, initial_alphabet=alphabet, end_of_word_suffix="</w>", show_progress=False
    )
    pieces.train_from_iterator(sorted(set(captions)), trainer)
    learned = pieces.get_vocab()
    tokens = [*alphabet, *(f"{byte}</w>" for byte in alphabet)]
    tokens += [token for token in sorted(learned, key=learned.__getitem__) if token not in set(tokens)]
    vocabulary = {token: number for number, token in enumerate([*tokens, START, END])}
    merges = _merges(pieces)
    return CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=LENGTH)


def _merges(pieces: Tokenizer) -> list[tuple[str, str]]:
    merges = json.loads(pieces.to_str())["model"]["merges"]
    return [tuple(merge if isinstance(merge, list) else merge.split(" ")) for merge in merges]


def build(tokenizer: CLIPTokenizer) -> CLIPTextModel:
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=WIDTH,
        intermediate_size=4 * WIDTH,
        num_hidden_layers=4,
        num_attention_heads=6,
        max_position_embeddings=LENGTH,
        projection_dim=WIDTH,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return CLIPTextModel(config)


def tokens(tokenizer: CLIPTokenizer, captions: list[str]) -> Tensor:
    """int64 [n, LENGTH], padded."""
    return tokenizer(captions, padding="max_length", max_length=LENGTH, truncation=True, return_tensors="pt").input_ids


def save(tokenizer: CLIPTokenizer, model: CLIPTextModel, folder: Path) -> None:
    tokenizer.save_pretrained(folder / "tokenizer")
    model.save_pretrained(folder / "text_encoder")
