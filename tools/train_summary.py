#!/usr/bin/env python3
"""Learns the weights of src/summary/worth.rs and says how well they do on articles they were not learnt from.

    cargo run --release --no-default-features --example summary_features -- DATA > FEATURES
    python3 tools/train_summary.py FEATURES DATA

DATA has one JSON object a line with `id`, `text` and `reference`. Needs PyPI `rouge-score` for its words and stems, so
that the figures are ROUGE F1 as others report it, and numpy, which comes with it. Always the same result.

Two figures are learnt, the weight of the place being 1: they are the mean of what a search along the axes finds on
resampled sets of the articles (bagging, Breiman 1996), which keeps them from following single articles. The other two
are set by hand: learnt as well, they made the summaries of articles not learnt from worse. Sentences are chosen as
src/summary/choice.rs does. Cross-validated: learnt on four fifths of the articles, judged on the others.
Baselines: the first sentences, LexRank (Erkan and Radev 2004, continuous) and TextRank (Mihalcea and Tarau 2004), all
out of the article's sentences as the program splits them; three sentences first, then as many whole sentences as fit
into a number of words: the first sentences up to the one that does not fit ("lead"), passing over those that do not fit
("lead, filled"), and the others likewise.
"""
import json
import math
import random
import sys
from collections import Counter

import numpy
from rouge_score import tokenizers

SENTENCES = 3
BUDGETS = (50, 75, 100)
FOLDS = 5
SHUFFLES = 3
BAGS = 12
ROUNDS = 4
# As in src/summary/choice.rs.
SAME, MOST_TOGETHER = 0.75, 3
SAME_PASSAGE, SAME_PASSAGE_OF_SEVERAL, FEWEST_PASSAGES = 0.04, 0.1, 4
FILLING = 0.03
# What is tried of each figure. The weight of "early" is 1.
GRID = {
    "redundant": (0.4, 0.7, 1.0),
    "central": (0.0, 0.2, 0.4),
}
START = {"redundant": 0.7, "central": 0.2}
SET = {"early": 1.0, "long": -0.2, "run_in": -0.4}

TOKENIZER = tokenizers.DefaultTokenizer(use_stemmer=True)


def grams(words, n):
    return Counter(tuple(words[i:i + n]) for i in range(len(words) - n + 1))


def longest_common(one, other):
    before = [0] * (len(other) + 1)
    for word in one:
        now = [0]
        for at, there in enumerate(other):
            now.append(before[at] + 1 if word == there else max(before[at + 1], now[at]))
        before = now
    return before[-1]


def f1(hits, a, b):
    return 2 * hits / (a + b) if hits else 0.0


class Article:
    def __init__(self, seen, reference):
        self.names, self.of = seen["names"], len(seen["all"])
        self.sentences = seen["sentences"]
        self.spread = seen["passages"] >= FEWEST_PASSAGES
        self.length = [len(s["text"].split()) for s in self.sentences]
        self.words = [TOKENIZER.tokenize(s["text"]) for s in self.sentences]
        self.all = [(len(text.split()), TOKENIZER.tokenize(text)) for text in seen["all"]]
        self.reference = TOKENIZER.tokenize(reference)
        self.grams = [grams(self.reference, n) for n in (1, 2)]
        self.features = numpy.array([s["features"] for s in self.sentences])
        self.set = numpy.array([s["set"] for s in self.sentences])
        self.likeness = numpy.array([s["likeness"] for s in self.sentences])
        self.by_number = {s["sentence"]: i for i, s in enumerate(self.sentences)}
        self.known = {}

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

    def choose(self, learnt, words=None):
        weights = [{**SET, **learnt}[name] for name in self.names]
        gain = self.features @ weights + self.set
        said = numpy.zeros(len(gain))
        third = max(1, self.of // 3)
        room = third if words else min(SENTENCES, third)
        left = words or sum(self.length)
        chosen, passages = [], Counter()
        same_passage = SAME_PASSAGE_OF_SEVERAL if words else SAME_PASSAGE
        while len(chosen) < room:
            best, most = None, -math.inf
            for first in range(len(gain)):
                if first in chosen or said[first] > SAME:
                    continue
                group = self.group(first, chosen)
                if group is None or len(group) > room - len(chosen):
                    continue
                value = 0.0
                for i in group:
                    value += gain[i] - learnt["redundant"] * said[i]
                    if self.spread:
                        value -= same_passage * passages[self.sentences[i]["passage"]]
                value /= len(group)
                most = max(most, value)
                if sum(self.length[i] for i in group) > left:
                    continue
                if best is None or value > best[0]:
                    best = (value, group)
            if best is None or (words and chosen and best[0] < most - FILLING):
                break
            for i in best[1]:
                chosen.append(i)
                left -= self.length[i]
                passages[self.sentences[i]["passage"]] += 1
                said = numpy.maximum(said, self.likeness[i])
        return tuple(sorted(chosen))

    def figures(self, words, length):
        figures = [f1(sum((grams(words, n) & self.grams[n - 1]).values()), len(words) - n + 1,
                      len(self.reference) - n + 1) for n in (1, 2)]
        figures.append(f1(longest_common(words, self.reference), len(words), len(self.reference)))
        return figures + [length]

    def score(self, learnt, words=None):
        key = (tuple(sorted(learnt.items())), words)
        if key not in self.known:
            chosen = self.choose(learnt, words)
            if chosen not in self.known:
                self.known[chosen] = self.figures(
                    [word for i in chosen for word in self.words[i]], sum(self.length[i] for i in chosen))
            self.known[key] = self.known[chosen]
        return self.known[key]

    def ranked(self, order, words=None, skip=True):
        """The figures of sentences taken in `order`: three, or what fits into so many words."""
        chosen, left = [], words
        for i in order:
            if words is None:
                if len(chosen) == SENTENCES:
                    break
            elif self.all[i][0] > left:
                if skip:
                    continue
                break
            else:
                left -= self.all[i][0]
            chosen.append(i)
        chosen.sort()
        return self.figures([word for i in chosen for word in self.all[i][1]], sum(self.all[i][0] for i in chosen))


def ranks(links):
    """Stationary probabilities of a walk over weighted links, damping 0.85."""
    n = len(links)
    sums = [sum(row) for row in links]
    rank = [1.0 / n] * n
    for _ in range(50):
        rank = [0.15 / n + 0.85 * sum(rank[j] * (links[j][i] / sums[j] if sums[j] else 1.0 / n) for j in range(n))
                for i in range(n)]
    return sorted(range(n), key=lambda i: (-rank[i], i))


def lexrank(article):
    n = len(article.all)
    seen = Counter(word for _, words in article.all for word in set(words))
    rows = []
    for _, words in article.all:
        row = {word: count * math.log(n / seen[word]) for word, count in Counter(words).items()}
        norm = math.sqrt(sum(x * x for x in row.values())) or 1.0
        rows.append({word: x / norm for word, x in row.items()})
    return ranks([[sum(x * b.get(word, 0.0) for word, x in a.items()) for b in rows] for a in rows])


def textrank(article):
    sets = [set(words) for _, words in article.all]

    def link(a, b):
        scale = math.log(len(a) or 1) + math.log(len(b) or 1)
        return len(a & b) / scale if a is not b and scale > 0 else 0.0

    return ranks([[link(a, b) for b in sets] for a in sets])


def mean(rows):
    rows = list(rows)
    return [sum(column) / len(rows) for column in zip(*rows)]


def objective(articles, learnt):
    """The three figures, each against its usual size."""
    one, two, long, _ = mean(article.score(learnt) for article in articles)
    return one / 0.41 + two / 0.19 + long / 0.26


def search(articles):
    learnt, best = dict(START), objective(articles, START)
    for _ in range(ROUNDS):
        moved = False
        for name, values in GRID.items():
            for value in values:
                tried = {**learnt, name: value}
                figure = objective(articles, tried)
                if figure > best + 1e-9:
                    learnt, best, moved = tried, figure, True
        if not moved:
            break
    return learnt


def learn(articles):
    chance = random.Random(1)
    found = [search([chance.choice(articles) for _ in articles]) for _ in range(BAGS)]
    return {name: sum(one[name] for one in found) / BAGS for name in GRID}


def cross_validate(articles):
    """For each budget, the figures of every article when it was not learnt from."""
    rows = {words: [] for words in (None,) + BUDGETS}
    for shuffle in range(SHUFFLES):
        order = list(range(len(articles)))
        random.Random(shuffle).shuffle(order)
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS])
            learnt = learn([a for i, a in enumerate(articles) if i not in held])
            for words, found in rows.items():
                found += [articles[i].score(learnt, words) for i in sorted(held)]
    return rows


def main():
    features, data = sys.argv[1:3]
    with open(data, encoding="utf-8") as lines:
        references = {row["id"]: row["reference"] for row in map(json.loads, filter(str.strip, lines))}
    with open(features, encoding="utf-8") as lines:
        articles = [Article(row, references[row["id"]]) for row in map(json.loads, filter(str.strip, lines))]
    articles = [a for a in articles if a.sentences]
    orders = {"lead": [range(len(a.all)) for a in articles], "LexRank": [lexrank(a) for a in articles],
              "TextRank": [textrank(a) for a in articles]}
    unseen = cross_validate(articles)
    learnt = learn(articles)
    print("                      ROUGE-1  ROUGE-2  ROUGE-L  words")
    line = "%-20s  %.4f   %.4f   %.4f   %.1f"
    for words in (None,) + BUDGETS:
        print("at most %d words" % words if words else "three sentences")
        if not words:
            two = mean(a.ranked(list(order)[:2]) for a, order in zip(articles, orders["lead"]))
            print(line % ("  lead, two", *two))
        for name, by_article in orders.items():
            found = mean(a.ranked(order, words, name != "lead") for a, order in zip(articles, by_article))
            print(line % ("  " + name, *found))
        if words:
            filled = mean(a.ranked(order, words) for a, order in zip(articles, orders["lead"]))
            print(line % ("  lead, filled", *filled))
        print(line % ("  cross-validated", *mean(unseen[words])))
        print(line % ("  learnt from these", *mean(a.score(learnt, words) for a in articles)))
    weights = ["%s %.2f" % (name, {**SET, **learnt}[name]) for name in articles[0].names]
    print("WEIGHTS: " + ", ".join(weights))
    print("REDUNDANT: %.2f" % learnt["redundant"])


if __name__ == "__main__":
    main()
