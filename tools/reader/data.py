"""Examples to train and to measure on, out of the data files of the bench.

An example is a question with a passage, and the spans of the passage that answer; none means that it is not here.
Where only the sentence is known that answers, the example has the sentence instead. Everything random comes from one
generator, so the same seed makes the same examples.
"""
import json
import math
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

# Articles of both SQuAD files. No dev figure is of an article that is trained on: these two are left out, and those
# of qa_dev that are not among the others.
LEFT_OUT = ("Normans", "French_and_Indian_War")


@dataclass
class Example:
    question: str
    passage: str
    answers: list = field(default_factory=list)  # spans of the passage in code points
    sentence: tuple | None = None  # the span that the answer is in, where the words are not known


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


class Articles:
    """Articles with questions, in sentences, with how rare their words are."""

    def __init__(self, articles):
        self.articles = articles
        for a in articles:
            a["flat"] = [(p, s, e) for p, spans in enumerate(a["sentences"]) for s, e in spans]
            a["terms"] = [terms(a["paragraphs"][p][s:e]) for p, s, e in a["flat"]]
            counts = Counter(t for ts in a["terms"] for t in ts)
            a["rare"] = {t: math.log(1 + len(a["flat"]) / c) for t, c in counts.items()}

    def questions(self):
        return [(a, q) for a in self.articles for q in a["questions"]]


def terms(text):
    return {w[:6] for w in re.findall(r"\w+", text.lower()) if len(w) > 2}


def inside(article, question):
    """Where the sentence of the first answer stands among the article's, or None."""
    answer = question["answers"][0]
    for i, (p, s, e) in enumerate(article["flat"]):
        if p == question["paragraph"] and s <= answer["start"] < e:
            return i
    return None


def whole(article, question, rng):
    """The question with its whole paragraph."""
    del rng
    answers = [(a["start"], a["start"] + len(a["text"])) for a in question["answers"]]
    return Example(question["question"], article["paragraphs"][question["paragraph"]], answers)


def assembled(article, question, rng):
    """The question with sentences that ranking might propose: those that share its words, from all over the article,
    in the article's order, and where there is an answer, mostly that sentence."""
    asked = terms(question["question"])
    score = [sum(article["rare"].get(t, 0.0) for t in asked & ts) + rng.random() * 2 for ts in article["terms"]]
    best = sorted(range(len(score)), key=lambda i: -score[i])[: rng.randint(2, 5)]
    chosen, gold = set(best), None
    if not question["impossible"]:
        gold = inside(article, question)
        if gold is None:
            return whole(article, question, rng)
        if rng.random() < 0.85:
            chosen.add(gold)
            if gold > 0 and rng.random() < 0.5:
                chosen.add(gold - 1)
        else:
            chosen.discard(gold)
            gold = None
        wanted = question["answers"][0]["text"].lower()
        # A sentence that has the same words elsewhere may answer as well.
        chosen = {i for i in chosen if i == gold or wanted not in sentence(article, i).lower()}
    if not chosen:
        return whole(article, question, rng)
    passage, answers = "", []
    for i in sorted(chosen):
        if i == gold:
            at = len(passage) + question["answers"][0]["start"] - article["flat"][i][1]
            answers.append((at, at + len(question["answers"][0]["text"])))
        passage += sentence(article, i) + " "
    return Example(question["question"], passage.rstrip(), answers)


def sentence(article, i):
    p, s, e = article["flat"][i]
    return article["paragraphs"][p][s:e]


def elsewhere(article, question, rng):
    """The question with another paragraph of its article that does not have the answer's words."""
    wanted = [a["text"].lower() for a in question["answers"]]
    for _ in range(8):
        paragraph = rng.choice(article["paragraphs"])
        if paragraph != article["paragraphs"][question["paragraph"]] and not any(w in paragraph.lower() for w in wanted):
            return Example(question["question"], paragraph)
    return whole(article, question, rng)


def paragraphs(articles, rng):
    """One pass over SQuAD-style articles."""
    return one_pass(articles, (whole, 0.5), (assembled, 0.9), rng)


def chats(articles, rng):
    """One pass over questions of chats, which are asked of whole articles: mostly with sentences that ranking might
    propose."""
    return one_pass(articles, (assembled, 0.8), (whole, 0.95), rng)


def one_pass(articles, often, else_mostly, rng):
    """Each question with a passage made in one of two ways, each up to a share; the rest with another paragraph."""
    made = []
    for article, question in articles.questions():
        kind = rng.random()
        if kind < often[1]:
            made.append(often[0](article, question, rng))
        elif kind < else_mostly[1] or question["impossible"]:
            made.append(else_mostly[0](article, question, rng))
        else:
            made.append(elsewhere(article, question, rng))
    return made


def natural(rows, rng):
    """One pass over Natural Questions: mostly with their own paragraph, some with that of another."""
    made = []
    for row in rows:
        if rng.random() < 0.1:
            other = rng.choice(rows)
            if not any(a["text"].lower() in other["paragraph"].lower() for a in row["answers"]):
                made.append(Example(row["question"], other["paragraph"]))
                continue
        answers = [(a["start"], a["start"] + len(a["text"])) for a in row["answers"]]
        made.append(Example(row["question"], row["paragraph"], answers))
    return made


def padded(rows, key, near, rng):
    """A question of row `key` with its sentence among others: `near` gives candidates. Or without its sentence."""
    row = rows[key]
    others = []
    for i in near(key):
        if rows[i]["sentence"] != row["sentence"] and rows[i]["sentence"] not in others:
            others.append(rows[i]["sentence"])
    others = others[: rng.choice((0, 1, 1, 2, 3))]
    here = rng.random() < 0.85 or not others or row.get("answer", "\n").lower() in " ".join(others).lower()
    at = rng.randint(0, len(others))
    before = "".join(s + " " for s in others[:at])
    passage = before + (row["sentence"] + " " if here else "") + " ".join(others[at:])
    example = Example(row["question"], passage.rstrip())
    if here and "answer" in row:
        example.answers = [(len(before) + row["start"], len(before) + row["start"] + len(row["answer"]))]
    elif here:
        example.sentence = (len(before), len(before) + len(row["sentence"]))
    return example


def qamr(rows, count, rng):
    """`count` questions about single sentences, with other sentences that share words with the question."""
    distinct = {}
    for i, row in enumerate(rows):
        distinct.setdefault(row["sentence"], i)
    firsts = list(distinct.values())
    holders = {}
    for i in firsts:
        for t in terms(rows[i]["sentence"]):
            holders.setdefault(t, []).append(i)

    def near(key):
        shared = [i for t in sorted(terms(rows[key]["question"])) if len(holders.get(t, ())) < 60 for i in holders.get(t, ())]
        rng.shuffle(shared)
        return shared[:4] + rng.sample(firsts, 3)

    return [padded(rows, key, near, rng) for key in rng.sample(range(len(rows)), min(count, len(rows)))]


def unescaped(text):
    """Brackets and quotation marks as people write them, not as the Penn Treebank does."""
    return text.replace("-lrb-", "(").replace("-rrb-", ")").replace("``", '"').replace("''", '"')


def unanswered(rows, count, rng):
    """`count` SQuAD-style questions whose sentence is known but not the answer, among sentences of its article."""
    plain = [{"sentence": unescaped(row["sentence"]), "question": row["question"]} for row in rows]

    def near(key):
        around = [i for i in range(max(0, key - 6), min(len(rows), key + 7)) if i != key]
        rng.shuffle(around)
        return around

    return [padded(plain, key, near, rng) for key in rng.sample(range(len(rows)), min(count, len(rows)))]


def sentences(rows, rng):
    """Passages of one to four sentences that stand beside one another in the file of pairs."""
    made = []
    for at in range(0, len(rows), 6):
        held = list(dict.fromkeys(r["sentence"] for r in rows[at : at + 6]))[: rng.randint(1, 4)]
        made.append(" ".join(map(unescaped, held)))
    return made


OPENINGS = ("hey, ", "hi! ", "so ", "um, ", "ok ", "and ", "do you know ", "can you tell me ", "does it say ", "according to the article, ",
            "quick question: ", "just wondering, ", "please: ", "tell me ")
CLOSINGS = (" please", " thanks", "??", " pls", " exactly", " again", " btw", " in the article")
DROPPED = {"the", "a", "an", "did", "does", "do", "was", "is", "are", "were"}


def chatty(question, rng):
    """The question as somebody might type it: mark left off, with an opening, without small words, with a slip."""
    if rng.random() < 0.4:
        question = question.rstrip(" ?")
    if rng.random() < 0.12:
        question = rng.choice(OPENINGS) + question
    if rng.random() < 0.08:
        question = question.rstrip(" ?") + rng.choice(CLOSINGS)
    words = question.split(" ")
    if rng.random() < 0.08:
        words = [w for w in words if w.lower() not in DROPPED] or words
    if rng.random() < 0.12:
        i = rng.randrange(len(words))
        if len(words[i]) > 3:
            words[i] = slip(words[i], rng)
    return " ".join(words)


def slip(word, rng):
    """One slip of the fingers: two letters swapped, one left out, one doubled, or a neighbour on the keyboard."""
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    i = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
    if kind == 1:
        return word[:i] + word[i + 1 :]
    if kind == 2:
        return word[:i] + word[i] + word[i:]
    for row in rows:
        at = row.find(word[i].lower())
        if at >= 0:
            return word[:i] + row[at + 1 if at + 1 < len(row) else at - 1] + word[i + 1 :]
    return word


QUESTIONS = Path(__file__).resolve().parent.parent / "questions"


def load(folder, split):
    """What is trained on and what is held out: `dev` leaves articles out to measure on, `all` uses everything."""
    folder = Path(folder)
    plain, hard = lines(folder / "qa_dev.jsonl"), lines(folder / "qa2_dev.jsonl")
    trained = {a["id"] for a in hard if a["id"] not in LEFT_OUT}
    out_plain = [a for a in plain if a["id"] not in trained]
    out_hard = [a for a in hard if a["id"] in LEFT_OUT]
    train = [a for a in hard if a["id"] in trained] if split == "dev" else hard + [a for a in plain if a["id"] not in {h["id"] for h in hard}]
    held = {a["id"].replace("_", " ").lower() for a in out_plain + out_hard} if split == "dev" else set()
    asked = written("chats")
    # Every tenth of the articles of chats is measured on.
    chats_out = asked[9::10] if split == "dev" else []
    chats_in = [a for at, a in enumerate(asked) if split != "dev" or at % 10 != 9]
    natural_rows = [r for r in lines(folder / "extra_qed_dev.jsonl") if r["title"].lower() not in held]
    return {
        "articles": Articles(train + written("encyclopedia")), "natural": natural_rows, "qamr": lines(folder / "extra_qamr.jsonl"),
        "pairs": lines(folder / "extra_nqg_pairs.jsonl"), "chats": Articles(chats_in),
        "held": Articles(out_plain), "held_hard": Articles(out_hard), "held_chats": Articles(chats_out),
    }


# Files of questions that nothing learns from.
UNREAD = ("chats-4.jsonl", "chats-6.jsonl", "encyclopedia-2.jsonl")


def written(kind):
    """Articles with questions, written for this: as in chats, or as annotators ask about an encyclopedia."""
    return [a for path in sorted(QUESTIONS.glob(f"{kind}-*.jsonl")) if path.name not in UNREAD for a in lines(path)]


def stages(loaded, seed, passes=3, plain=0):
    """`[(name, examples)]`, in the order of training: `passes` over the paragraphs, and `plain` simple questions that
    their passages do not answer for each pass."""
    import absent

    rng = random.Random(seed)
    first = qamr(loaded["qamr"], 1_000, rng) + unanswered(loaded["pairs"], 500, rng)
    second = qamr(loaded["qamr"], 1_000 * passes, rng) + unanswered(loaded["pairs"], 2_000 * passes, rng)
    texts = [p for a in loaded["articles"].articles for p in a["paragraphs"]] + [r["paragraph"] for r in loaded["natural"]]
    for _ in range(passes):
        second += paragraphs(loaded["articles"], rng) + natural(loaded["natural"], rng)
        second += absent.absent(texts + sentences(loaded["pairs"], rng), plain, rng)
    third = []
    for _ in range(2):
        third += paragraphs(loaded["articles"], rng) + natural(loaded["natural"], rng)
    for _ in range(3):
        third += chats(loaded["chats"], rng)
    plan = [("sentences", first), ("paragraphs", second), ("chats", third)]
    for _, examples in plan:
        for example in examples:
            example.question = chatty(example.question, rng)
    return plan
