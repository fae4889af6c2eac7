"""From examples to arrays: tokens of the question, tokens of the passage, and which of them may begin and end the answer."""
from dataclasses import dataclass

import numpy as np

LONGEST_QUESTION = 40
BUCKETS = (56, 104, 168, 256)  # few, since the network is compiled for each
TOKENS = 1024  # of a step


@dataclass
class Encoded:
    ids: list
    types: list
    starts: list  # positions that may begin the answer; [0] where there is none
    ends: list
    offsets: list  # span of the passage in code points for each token, None outside it


class Encoder:
    def __init__(self, tokenizer, longest=BUCKETS[-1]):
        self.tokenizer, self.longest = tokenizer, longest

    def pieces(self, text):
        e = self.tokenizer.encode(text, add_special_tokens=False)
        return e.ids, e.offsets

    def together(self, question, passage, keep=(0, 0)):
        """`[CLS] question [SEP] passage [SEP]`, the passage cut around its span `keep` where it is too long.
        `question` and `passage` as `pieces` gives them."""
        ids = question[0][:LONGEST_QUESTION]
        room = self.longest - len(ids) - 3
        first = 0
        if len(passage[0]) > room:
            at = next((i for i, (s, e) in enumerate(passage[1]) if e > keep[0]), 0)
            first = max(0, min(at - room // 3, len(passage[0]) - room))
        passage, offsets = passage[0][first : first + room], passage[1][first : first + room]
        lead = len(ids) + 2
        return Encoded([2, *ids, 3, *passage, 3], [0] * lead + [1] * (len(passage) + 1), [0], [0],
                       [None] * lead + list(offsets) + [None])

    def example(self, x, question, passage):
        span = x.answers[0] if x.answers else x.sentence or (0, 0)
        e = self.together(question, passage, span)
        starts, ends = set(), set()
        for s, t in x.answers:
            inside = [i for i, o in enumerate(e.offsets) if o and o[0] < t and o[1] > s]
            if inside and e.offsets[inside[0]][0] <= s:
                starts.add(inside[0])
                ends.add(inside[-1])
        if x.sentence:
            asked = set(question[0])
            # Words of the question are seldom the answer.
            inside = [i for i, o in enumerate(e.offsets) if o and o[0] < span[1] and o[1] > span[0] and e.ids[i] not in asked]
            starts, ends = set(inside), set(inside)
        if starts:
            e.starts, e.ends = sorted(starts), sorted(ends)
        elif x.answers or x.sentence:
            return None  # its answer was cut off: neither here nor not here
        return e

    def examples(self, examples):
        """Encoded examples; those that cannot be are left out."""
        passages = sorted({x.passage for x in examples})
        found = {p: (e.ids, e.offsets) for p, e in
                 zip(passages, self.tokenizer.encode_batch(passages, add_special_tokens=False))}
        made = (self.example(x, self.pieces(x.question), found[x.passage]) for x in examples)
        return [e for e in made if e]


def bucket(length):
    return next(b for b in BUCKETS if length <= b)


def batches(encoded, rng):
    """Indices of examples for each step, of one bucket each, in random order."""
    held = {b: [] for b in BUCKETS}
    for i in rng.permutation(len(encoded)):
        held[bucket(len(encoded[i].ids))].append(int(i))
    made = []
    for b, indices in held.items():
        rows = TOKENS // b
        made += [indices[i : i + rows] for i in range(0, len(indices), rows)]
    return [made[i] for i in rng.permutation(len(made))]


def arrays(encoded, length=None, rows=None):
    """The batch as arrays of a bucket's shape; rows that are not there weigh nothing."""
    length = length or bucket(max(len(e.ids) for e in encoded))
    rows = rows or TOKENS // length
    made = {"ids": np.zeros((rows, length), np.int32), "types": np.zeros((rows, length), np.int32),
            "starts": np.zeros((rows, length), bool), "ends": np.zeros((rows, length), bool), "weight": np.zeros(rows, np.float32)}
    for r, e in enumerate(encoded):
        made["ids"][r, : len(e.ids)], made["types"][r, : len(e.ids)] = e.ids, e.types
        made["starts"][r, e.starts], made["ends"][r, e.ends], made["weight"][r] = True, True, 1
    made["starts"][len(encoded) :, 0] = made["ends"][len(encoded) :, 0] = True
    return made
