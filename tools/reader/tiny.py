"""Makes the tiny reader that the program's tests load: `python tiny.py OUT_DIR`. Its weights are random, of a fixed
seed; beside it goes what another runtime makes of a few questions, and what BERT's tokenizer makes of odd text.
"""
import json
import sys
from pathlib import Path

import numpy as np

import export
import model
import vocabulary

WORDS = "the mayor spoke on monday about a new bridge in harbour town who when what said it is not for and of".split()
PIECES = (vocabulary.SPECIAL + [c for c in "abcdefghijklmnopqrstuvwxyz0123456789"] + ["##" + c for c in "abcdefghijklmnopqrstuvwxyz0123456789"]
          + list(".,:;!?'\"-()$%") + WORDS + ["##ing", "##town", "har", "##bour", "ü", "ß"])
ODD = [
    "The mayor spoke on Monday.", "  HARBOUR   harbourtown\tmayors ", "Café naïve – “quoted”… it's 50 % of $3.5m", "İstanbul Straße ÜBER",
    "日本 is not\u200b for\u00adbidden", "e\u0301te\u0301 new\u00a0bridge", "", "\u0000\ufffd", "x" * 101 + " town", "🙂 who?", "ﬁne Å ﷺ", "a\u0301\u0323b",
    "one\u2028two", "snake_case ^ ` | ~ <tag>", "Привет мир",
]
QUESTIONS = [("Who spoke?", "The mayor spoke on Monday about a new bridge."), ("when", "It is not for harbour town."), ("What?", "")]


def weights(width=24, wide=48, layers=(1, 1)):
    """Random `(frozen, trained)` in the shape of `model.base`."""
    random = np.random.default_rng(7)

    def many(*shape, scale=0.3):
        return random.normal(0, scale, shape).astype(np.float32)

    def stack(n):
        shapes = {"query": (width, width), "key": (width, width), "value": (width, width), "attended": (width, width),
                  "wide": (width, wide), "narrow": (wide, width)}
        made = {k: {"w": many(n, *s), "b": many(n, s[1], scale=0.05)} for k, s in shapes.items()}
        for k in ("norm1", "norm2"):
            made[k] = {"w": 1 + many(n, width, scale=0.05), "b": many(n, width, scale=0.05)}
        return made

    frozen = {"words": many(len(PIECES), width), "positions": many(64, width), "types": many(2, width),
              "norm": {"w": np.ones(width, np.float32), "b": np.zeros(width, np.float32)}, "layers": stack(layers[0])}
    return frozen, {"layers": stack(layers[1]), "head": {"w": many(width, 2), "b": many(2)}}


def tokens():
    """A few rows of tokens, padded."""
    random = np.random.default_rng(8)
    ids, types = np.zeros((4, 16), np.int32), np.zeros((4, 16), np.int32)
    for r, n in enumerate((16, 12, 9, 5)):
        ids[r, :n], types[r, n // 2 : n] = random.integers(5, len(PIECES), n), 1
    return ids, types


def main(out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    export.onnx.save(export.build(*weights()), out / "model.onnx")
    (out / "vocab.txt").write_text("".join(p + "\n" for p in PIECES), encoding="utf-8")
    tokenizer, run = vocabulary.tokenizer(PIECES), export.session(out / "model.onnx")
    lines = []
    for text in ODD:
        e = tokenizer.encode(text, add_special_tokens=False)
        lines.append({"text": text, "ids": e.ids, "spans": [list(o) for o in e.offsets]})
    for question, passage in QUESTIONS:
        q, p = (tokenizer.encode(t, add_special_tokens=False).ids for t in (question, passage))
        ids = np.array([[2, *q, 3, *p, 3]], np.int64)
        types = np.array([[0] * (len(q) + 2) + [1] * (len(p) + 1)], np.int64)
        start, end = run.run(["start_logits", "end_logits"], {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types})
        lines.append({"question": question, "passage": passage, "start": [round(float(v), 5) for v in start[0]], "end": [round(float(v), 5) for v in end[0]]})
    (out / "expected.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
