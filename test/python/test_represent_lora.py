"""LoRA on q, k and v: apart, and as one fused layer would learn."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from peft import PeftModel
from peft.tuners.lora import LoraLayer
from represent_images import QKV, SETTINGS, trained, training_images
from safetensors.torch import load_file
from sample_jobs import BACKBONE
from tiny_backbones import make_backbone
from torch import Tensor, nn
from transformers import Dinov2Config, Dinov2Model

from likeness_ml.backbone import ADAPTER_WEIGHTS, backbone_digest, features, load_backbone
from likeness_ml.embedding.embedder import Embedder
from likeness_ml.errors import InputError
from likeness_ml.represent.artifact import save_adapter
from likeness_ml.represent.encoder import Encoder
from likeness_ml.represent.lora import SharedDropout, blocks_of, load_weights, weights_of, with_adapter
from likeness_ml.represent.train import train

FUSED = replace(SETTINGS, targets=QKV, fused_qkv=True)
WIDTH = 6


class Attention(nn.Module):
    """Three layers that get one input, as in a block's attention."""

    def __init__(self) -> None:
        super().__init__()
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(WIDTH, WIDTH) for _ in range(3))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([self.q_proj(x), self.k_proj(x), self.v_proj(x)], dim=-1)


class Model(nn.Module):
    def __init__(self, config: object) -> None:
        super().__init__()
        self.config = config
        self.blocks = nn.ModuleList([Attention()])

    def forward(self, x: Tensor) -> Tensor:
        return self.blocks[0](x)


class FusedLinear(nn.Module):
    """The layer of the paper's code: LoRA of rank r on one linear layer d -> 3 d. Written from its definition."""

    def __init__(self, weight: Tensor, bias: Tensor, low: Tensor, scale: float, dropout: float) -> None:
        super().__init__()
        self.weight, self.bias, self.scale = weight, bias, scale
        self.low = nn.Parameter(low.clone())
        self.high = nn.Parameter(torch.zeros(len(weight), len(low)))
        self.dropout = nn.Dropout(dropout)

    def change(self) -> Tensor:
        return self.scale * self.high @ self.low

    def forward(self, x: Tensor) -> Tensor:
        adapted = nn.functional.linear(nn.functional.linear(self.dropout(x), self.low), self.high)
        return nn.functional.linear(x, self.weight, self.bias) + self.scale * adapted


@given(seed=st.integers(0, 1000), rank=st.integers(1, 5), dropout=st.sampled_from([0.0, 0.3, 0.6]))
@settings(max_examples=15, deadline=None)
def test_its_change_of_weights_is_that_of_a_fused_layer(seed: int, rank: int, dropout: float) -> None:
    torch.manual_seed(seed)
    config = Dinov2Config(num_hidden_layers=1)
    model = with_adapter(Model(config), replace(FUSED, rank=rank, alpha=2.0, dropout=dropout)).train()
    attention = model.base_model.model.blocks[0]
    layers = [getattr(attention, name) for name in QKV]
    fused = FusedLinear(
        torch.cat([layer.base_layer.weight.detach() for layer in layers]),
        torch.cat([layer.base_layer.bias.detach() for layer in layers]),
        layers[0].lora_A["default"].weight.detach(),
        2.0 / rank,
        dropout,
    )
    networks = [(model, [p for p in model.parameters() if p.requires_grad]), (fused, list(fused.parameters()))]
    target = torch.randn(4, 3, 3 * WIDTH)
    for network, parameters in networks:
        optimizer = torch.optim.Adam(parameters, lr=1e-2, betas=(0.5, 0.999))
        for step in range(6):
            generator = torch.Generator().manual_seed(step)
            x = torch.randn(4, 3, WIDTH, generator=generator)
            torch.manual_seed(step)
            optimizer.zero_grad()
            (network(x) - target).square().mean().backward()
            optimizer.step()
    changes = [2.0 / rank * layer.lora_B["default"].weight @ layer.lora_A["default"].weight for layer in layers]
    assert (torch.cat(changes) - fused.change()).abs().max() < 1e-6
    assert fused.change().abs().max() > 1e-3


def test_the_gradient_of_the_shared_half_is_the_sum_of_the_three() -> None:
    images = training_images()
    gradients = []
    start = weights_of(with_adapter(load_backbone(BACKBONE), FUSED))
    for fused in (True, False):
        model = with_adapter(load_backbone(BACKBONE), replace(FUSED, dropout=0, fused_qkv=fused)).train()
        load_weights(model, start)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if "lora_B" in name:
                    parameter.fill_(0.01)
        features(model, images.anchors).square().sum().backward()
        attention = [blocks_of(model)[index].attention for index in (0, -1)]
        gradients.append([[getattr(one, name).lora_A["default"].weight.grad for name in QKV] for one in attention])
    for together, apart in zip(*gradients, strict=True):
        assert torch.equal(together[0], together[1]) and torch.equal(together[0], together[2])
        assert torch.allclose(together[0], sum(apart), rtol=1e-4, atol=1e-6 * float(sum(apart).abs().max()))


@pytest.mark.parametrize("blocks_learning", [None, 2])
def test_trained_fused_it_opens_in_stock_peft_as_three_layers_with_the_same_vectors(
    tmp_path: Path, blocks_learning: int | None
) -> None:
    images, chosen = training_images(), replace(FUSED, blocks=blocks_learning)
    model, _ = trained(images, chosen, tmp_path / "checkpoint")
    save_adapter(model, tmp_path / "adapter", chosen, backbone_digest(BACKBONE))
    tensors = load_file(tmp_path / "adapter" / ADAPTER_WEIGHTS)
    halves = [value for name, value in tensors.items() if "lora_A" in name]
    blocks = load_backbone(BACKBONE).config.num_hidden_layers
    assert len(halves) == 3 * blocks and len({half.numpy().tobytes() for half in halves}) == blocks
    stock = PeftModel.from_pretrained(Dinov2Model.from_pretrained(str(BACKBONE)), str(tmp_path / "adapter")).eval()
    Embedder(BACKBONE).read(tmp_path / "adapter")  # which refuses what is no plain adapter
    with torch.no_grad():
        bare = features(load_backbone(BACKBONE), images.anchors)
        assert torch.equal(features(stock, images.anchors), features(model, images.anchors))
        assert (features(stock, images.anchors) - bare).abs().max() > 1e-3


def test_loaded_again_the_shared_half_is_still_one_tensor() -> None:
    model = with_adapter(load_backbone(BACKBONE), FUSED)
    load_weights(model, {name: value + 1 for name, value in weights_of(model).items()})
    for block in blocks_of(model):
        shared = {id(getattr(block.attention, name).lora_A["default"].weight) for name in QKV}
        assert len(shared) == 1


@pytest.mark.parametrize(
    ("targets", "fused"), [(("q_proj", "v_proj"), False), (QKV, True)], ids=["q and v apart", "qkv fused"]
)
def test_on_a_vit_b_14_it_has_589824_values(targets: tuple[str, ...], fused: bool) -> None:
    """The paper's count (section 1.8), which q and v apart have too: a count proves nothing about which layers."""
    with torch.device("meta"):
        backbone = Dinov2Model(Dinov2Config(hidden_size=768, num_hidden_layers=12, num_attention_heads=12))
        model = with_adapter(backbone, replace(SETTINGS, rank=16, targets=targets, fused_qkv=fused))
    assert sum(p.numel() for p in model.parameters() if p.requires_grad) == 589_824


@pytest.mark.parametrize("kind", ["dinov2", "clip", "vit_mae"])
class TestLayers:
    @pytest.mark.parametrize("augment", ["none", "paper"])
    def test_the_last_blocks_alone_can_learn_and_the_adapter_is_of_the_same_shape(
        self, kind: str, tmp_path: Path, augment: str
    ) -> None:
        folder = make_backbone(tmp_path / kind, kind)
        chosen = replace(FUSED, blocks=1, augment=augment, preservation=1.0, steps=3)
        before = weights_of(with_adapter(load_backbone(folder), chosen))
        model = train(load_backbone(folder), training_images(), chosen, tmp_path / "checkpoint", lambda *_: None)
        learnt = {name for name, p in model.named_parameters() if p.requires_grad}
        assert learnt and all(".1." in name and ".0." not in name for name in learnt)
        after = weights_of(model)
        assert after.keys() == weights_of(with_adapter(load_backbone(folder), FUSED)).keys()
        for name, value in after.items():
            assert torch.equal(value, before[name]) == (".0." in name)
            assert ".1." in name or "lora_A" in name or not value.any()

    @pytest.mark.parametrize("precision", ["fp32", "bf16"])
    def test_fused_each_block_draws_one_mask_for_the_three_and_holds_no_batch_afterwards(
        self, kind: str, tmp_path: Path, precision: str
    ) -> None:
        chosen = replace(FUSED, precision=precision)
        model = with_adapter(load_backbone(make_backbone(tmp_path / kind, kind)), chosen).train()
        seen: list[Tensor] = []
        for module in model.modules():
            if isinstance(module, LoraLayer):
                module.lora_A["default"].register_forward_pre_hook(lambda _, given: seen.append(given[0]))
                break  # the three of a block share the layer that the hook is on
        images = training_images().anchors
        for _ in range(2):
            Encoder(model, images, chosen).normalised(images)
        assert len(seen) == 6 and seen[0] is seen[1] is seen[2] and seen[3] is seen[4] is seen[5]
        assert not torch.equal(seen[0], seen[3])
        shared = [module for module in model.modules() if isinstance(module, SharedDropout)]
        assert len(shared) == 2 and all(one.source is None for one in shared)

    def test_more_blocks_than_there_are_are_refused(self, kind: str, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="blocks is 3: the backbone has 2") as raised:
            with_adapter(load_backbone(make_backbone(tmp_path / kind, kind)), replace(SETTINGS, blocks=3))
        assert raised.value.code == "OptionInvalid"

    @pytest.mark.parametrize("target", ["qkv", "proj", "norm1", "q_pro", "roj"])
    def test_a_layer_that_the_backbone_lacks_is_refused_with_those_it_has(
        self, kind: str, tmp_path: Path, target: str
    ) -> None:
        backbone = load_backbone(make_backbone(tmp_path / kind, kind))
        with pytest.raises(InputError, match=f"targets has {target}: .* fc1, fc2, k_proj, .*q_proj, v_proj") as raised:
            with_adapter(backbone, replace(SETTINGS, targets=("q_proj", target)))
        assert raised.value.code == "OptionInvalid"

    def test_attentions_output_and_the_mlp_can_learn_too(self, kind: str, tmp_path: Path) -> None:
        out = "out_proj" if kind == "clip" else "o_proj"
        backbone = load_backbone(make_backbone(tmp_path / kind, kind))
        model = with_adapter(backbone, replace(SETTINGS, targets=(out, "fc1", "mlp.fc2")))
        named = {name.split(".lora_")[0].rsplit(".", 1)[-1] for name in weights_of(model)}
        assert named == {out, "fc1", "fc2"}
