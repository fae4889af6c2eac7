#!/usr/bin/env python3
"""Learns the weights of src/summary/worth.rs and says how well they do on articles they were not learnt from.

    cargo run --release --no-default-features --example summary_features -- DATA > FEATURES
    python3 tools/train_summary.py FEATURES DATA

DATA has one JSON object a line with `id`, `text` and `reference`. Standard library only, always the same result.

A sentence is worth the words (and three times the pairs of words) that it shares with the reference, less a price for
each of its words: at the best point of F1 a word more is paid with half of F1. The weights are a ridge regression on
that, within each article. Sentences are then chosen as src/summary/choice.rs does. ROUGE here knows no stems and is a
little lower than the usual one; compare figures of this program only with each other.
"""
import json
import random
import re
import sys
from collections import Counter

SENTENCES = 3
FOLDS = 5
SHUFFLES = 4
RIDGE = 0.3
PRICE_OF_WORD, PRICE_OF_PAIR, WEIGHT_OF_PAIRS = 0.26, 0.125, 3.0
# As in src/summary/choice.rs.
REDUNDANT, SAME, MOST_TOGETHER = 0.6, 0.75, 3


def tokens(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def grams(words, n):
    return Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1))


def common(one, other):
    return sum((one & other).values())


def longest_common(one, other):
    before = [0] * (len(other) + 1)
    for word in one:
        now = [0]
        for at, there in enumerate(other):
            now.append(before[at] + 1 if word == there else max(before[at + 1], now[at]))
        before = now
    return before[-1]


class Article:
    def __init__(self, seen, reference):
        self.names, self.of = seen["names"], seen["of"]
        self.sentences = seen["sentences"]
        self.features = [s["features"] for s in self.sentences]
        self.words = [tokens(s["text"]) for s in self.sentences]
        self.reference = tokens(reference)
        self.by_number = {s["sentence"]: i for i, s in enumerate(self.sentences)}
        single, pairs = grams(self.reference, 1), grams(self.reference, 2)
        self.value = []
        for words in self.words:
            value = common(grams(words, 1), single) - PRICE_OF_WORD * len(words)
            value += WEIGHT_OF_PAIRS * (common(grams(words, 2), pairs) - PRICE_OF_PAIR * len(words))
            self.value.append(value / max(1, len(self.reference)))

    def group(self, first, chosen):
        group, needs = [first], self.sentences[first]["needs"]
        while needs is not None:
            needed = self.by_number.get(needs)
            if needed is None:
                return None
            if needed in chosen or needed in group:
                break
            group.append(needed)
            if len(group) > MOST_TOGETHER:
                return None
            needs = self.sentences[needed]["needs"]
        return group

    def choose(self, weights):
        worth = [sum(a * b for a, b in zip(row, weights)) for row in self.features]
        room = min(SENTENCES, max(1, self.of // 3))
        chosen, said = [], [0.0] * len(worth)
        while len(chosen) < room:
            best = None
            for first in range(len(worth)):
                if first in chosen or said[first] > SAME:
                    continue
                group = self.group(first, chosen)
                if group is None or len(group) > room - len(chosen):
                    continue
                gain = sum(worth[i] - REDUNDANT * said[i] for i in group) / len(group)
                if best is None or gain > best[0]:
                    best = (gain, group)
            if best is None:
                break
            for i in best[1]:
                chosen.append(i)
                said = [max(a, b) for a, b in zip(said, self.sentences[i]["likeness"])]
        return sorted(chosen)

    def score(self, chosen):
        words = [word for i in chosen for word in self.words[i]]

        def f1(hits, a, b):
            return 2 * hits / (a + b) if hits else 0.0

        figures = [f1(common(grams(words, n), grams(self.reference, n)), len(words) - n + 1, len(self.reference) - n + 1)
                   for n in (1, 2)]
        figures.append(f1(longest_common(words, self.reference), len(words), len(self.reference)))
        return figures + [len(words)]


def solve(matrix, right):
    """Gaussian elimination; the matrix is positive definite."""
    n = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            if factor:
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[i])]
    found = [0.0] * n
    for i in reversed(range(n)):
        found[i] = (rows[i][n] - sum(rows[i][j] * found[j] for j in range(i + 1, n))) / rows[i][i]
    return found


def learn(articles):
    n = len(articles[0].names)
    square = [[0.0] * n for _ in range(n)]
    right = [0.0] * n
    for article in articles:
        count = len(article.features)
        if count < 2:
            continue
        mean = [sum(column) / count for column in zip(*article.features)]
        middle = sum(article.value) / count
        for row, value in zip(article.features, article.value):
            off = [a - b for a, b in zip(row, mean)]
            for i, a in enumerate(off):
                if a:
                    right[i] += a * (value - middle) * 30 / count
                    line = square[i]
                    for j, b in enumerate(off):
                        line[j] += a * b * 30 / count
    scale = [(square[i][i] ** 0.5) or 1.0 for i in range(n)]
    matrix = [[square[i][j] / scale[i] / scale[j] + (RIDGE if i == j else 0.0) for j in range(n)] for i in range(n)]
    return [x / s for x, s in zip(solve(matrix, [r / s for r, s in zip(right, scale)]), scale)]


def mean(rows):
    return [sum(column) / len(rows) for column in zip(*rows)]


def cross_validate(articles):
    rows = []
    for shuffle in range(SHUFFLES):
        order = list(range(len(articles)))
        random.Random(shuffle).shuffle(order)
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS])
            weights = learn([a for i, a in enumerate(articles) if i not in held])
            rows += [articles[i].score(articles[i].choose(weights)) for i in sorted(held)]
    return mean(rows)


def main():
    features, data = sys.argv[1:3]
    with open(data, encoding="utf-8") as lines:
        references = {row["id"]: row["reference"] for row in map(json.loads, filter(str.strip, lines))}
    with open(features, encoding="utf-8") as lines:
        articles = [Article(row, references[row["id"]]) for row in map(json.loads, filter(str.strip, lines))]
    articles = [a for a in articles if a.sentences]
    figures = "ROUGE-1 %.4f  ROUGE-2 %.4f  ROUGE-L %.4f  words %.1f"
    print("the first three:  " + figures % tuple(mean([a.score(list(range(min(3, len(a.words))))) for a in articles])))
    print("cross-validated:  " + figures % tuple(cross_validate(articles)))
    weights = learn(articles)
    print("on what it knows: " + figures % tuple(mean([a.score(a.choose(weights)) for a in articles])))
    print("pub const WEIGHTS: Features = [")
    for name, weight in zip(articles[0].names, weights):
        print("    %.4f, // %s" % (weight, name))
    print("];")


if __name__ == "__main__":
    main()
