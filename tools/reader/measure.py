"""What a reader is worth on articles that it was not trained on: given the paragraph, does it find the words, and does
it know when they are not there? `score` is any function from arrays of tokens to logits, so that it measures the
network that is trained and the file that is shipped alike.
"""
import random
import re
import string
from collections import Counter

import numpy as np

import data
import encode

LONGEST_ANSWER = 24  # tokens


def normal(text):
    """As the SQuAD scorer compares answers."""
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def exact(given, wanted):
    return float(normal(given) == normal(wanted))


def f1(given, wanted):
    g, w = normal(given), normal(wanted)
    same = sum((Counter(g) & Counter(w)).values())
    return 2 * same / (len(g) + len(w)) if same else float(g == w)


def best_span(logits, offsets):
    """`(start, end, margin)`: the best span of the passage in code points, and by how much its logits exceed those of
    "not here"."""
    tokens = [i for i, o in enumerate(offsets) if o]
    s, e = logits[tokens, 0], logits[tokens, 1]
    both = s[:, None] + e[None, :]
    both[np.tril_indices(len(tokens), -1)] = -1e9
    both[np.triu_indices(len(tokens), LONGEST_ANSWER)] = -1e9
    i, j = divmod(int(both.argmax()), len(tokens))
    return offsets[tokens[i]][0], offsets[tokens[j]][1], float(both[i, j] - logits[0].sum())


def area(positive, negative):
    """The area under the ROC curve."""
    order = np.argsort(np.concatenate([positive, negative]), kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    return (ranks[: len(positive)].sum() - len(positive) * (len(positive) + 1) / 2) / (len(positive) * len(negative))


def read(score, encoder, pairs):
    """`best_span` for each `(question, passage)`."""
    encoded = [encoder.together(encoder.pieces(q), encoder.pieces(p)) for q, p in pairs]
    found = [None] * len(pairs)
    order = sorted(range(len(pairs)), key=lambda i: len(encoded[i].ids))
    for at in range(0, len(order), 8):
        chunk = order[at : at + 8]
        length = -(-max(len(encoded[i].ids) for i in chunk) // 64) * 64
        a = encode.arrays([encoded[i] for i in chunk], length, 8)
        out = np.asarray(score(a["ids"], a["types"]))
        for r, i in enumerate(chunk):
            found[i] = best_span(out[r], encoded[i].offsets)
    return found


def measure(score, encoder, loaded, most=None):
    """Figures on the held-out articles, at most `most` questions of each kind, evenly spread."""
    def spread(questions):
        step = max(1, len(questions) // most) if most else 1
        return questions[::step]

    plain = spread(loaded["held"].questions())
    spans = read(score, encoder, [(q["question"], a["paragraphs"][q["paragraph"]]) for a, q in plain])
    em = f = 0.0
    for (a, q), (s, e, _) in zip(plain, spans):
        given = a["paragraphs"][q["paragraph"]][s:e]
        em += max(exact(given, w["text"]) for w in q["answers"])
        f += max(f1(given, w["text"]) for w in q["answers"])
    hard = spread(loaded["held_hard"].questions())
    margins = [m for _, _, m in read(score, encoder, [(q["question"], a["paragraphs"][q["paragraph"]]) for a, q in hard])]
    here = np.array([m for m, (_, q) in zip(margins, hard) if not q["impossible"]])
    not_here = np.array([m for m, (_, q) in zip(margins, hard) if q["impossible"]])
    others = [(q["question"], a["paragraphs"][(q["paragraph"] + len(a["paragraphs"]) // 2) % len(a["paragraphs"])]) for a, q in plain]
    wrong = np.array([m for _, _, m in read(score, encoder, others)])
    right = np.array([m for _, _, m in spans])
    chats = chat_figures(score, encoder, loaded["held_chats"])
    return {"questions": len(plain), "em": round(em / len(plain), 4), "f1": round(f / len(plain), 4),
            "auroc_unanswerable": round(float(area(here, not_here)), 4), "auroc_wrong_paragraph": round(float(area(right, wrong)), 4), **chats}


def chat_figures(score, encoder, articles):
    """EM and F1 on questions of chats given sentences that share their words, the one that answers among them; and
    the area under the ROC curve of the margin, against questions that their articles leave open."""
    rng = random.Random(1)
    asked = [(q, data.assembled(a, q, rng)) for a, q in articles.questions()]
    asked = [(q, x) for q, x in asked if q["impossible"] or x.answers]
    if not asked:
        return {}
    spans = read(score, encoder, [(x.question, x.passage) for _, x in asked])
    here = [(q, x.passage[s:e], m) for (q, x), (s, e, m) in zip(asked, spans) if not q["impossible"]]
    open_ones = np.array([m for (q, _), (_, _, m) in zip(asked, spans) if q["impossible"]])
    best = lambda compare, q, given: max(compare(given, w["text"]) for w in q["answers"])
    return {"chats": len(here), "chats_em": round(float(np.mean([best(exact, q, given) for q, given, _ in here])), 4),
            "chats_f1": round(float(np.mean([best(f1, q, given) for q, given, _ in here])), 4),
            "auroc_chats": round(float(area(np.array([m for *_, m in here]), open_ones)), 4)}
