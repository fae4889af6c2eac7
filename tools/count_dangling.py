#!/usr/bin/env python3
"""Counts summary sentences that open on something that is not there.

    verbatim summary --json --article FILE | python3 tools/count_dangling.py -
    verbatim eval summary --data DATA --out OUT && python3 tools/count_dangling.py OUT [DATA] [--show]
    python3 tools/count_dangling.py --test

Reads one JSON object a line: replies of the program (`summary` is a list of cited sentences) or its predictions for the
bench (`shown` has the lines as people read them; with DATA the places are looked up in `text`). Standard library only,
and no word list is shared with the program: it judges the output alone.

opening     lines that open with a pronoun, a demonstrative, a connective or words like "the latter", or with words
            that only say when and then a pronoun
unresolved  of these, those whose sentence before in the article is not the line just before in the summary
"""
import json
import re
import sys

PRONOUNS = """he she it they him her them his hers its their theirs he's she's it's they're he'd she'd they'd he'll
she'll they'll himself herself itself themselves""".split()
DEMONSTRATIVES = "this that these those such here that's".split()
CONNECTIVES = """but and so or nor yet however meanwhile moreover furthermore nevertheless nonetheless therefore thus hence
besides additionally consequently accordingly similarly likewise also then instead otherwise still again afterwards
conversely indeed elsewhere plus""".split()
OTHERS = "another others both neither either none".split()
PHRASES = """the latter|the former|the two|the pair|the duo|the trio|the move|the couple|the same|the others|the other|in
addition|in contrast|by contrast|in fact|in turn|in response|as a result|for example|for instance|in other
words|in the meantime|at the same time|on the other hand|after that|before that|since then|until then|by then|because of
this|because of that|at that|in that case|in this|after this|despite this|one of them|some of them|many of them|all of
them|most of them|two of them|none of them""".replace("\n", " ").split("|")
# "It is well known that …", "those who …", "both Lee and Ray", "so far", "yet another", "such a": nothing to look for.
FREE = re.compile(
    r"(those (who|with|in|from|living|without)\b|so (far|many|much|few|long|called)\b|so-called\b|yet another\b"
    r"|still (images|photos|pictures|waters)\b"
    r"|it('s| is| was) (?!(the|a|an|his|her|their|not|this|that)\b)([\w-]+ ){1,3}(that|what|how|whether)\b"
    r"|both [^.;]{1,60}? and |either [^.;]{1,60}? or |neither [^.;]{1,60}? nor )", re.I)
# An opening that only says when, and then a pronoun: "On Monday it …", "In the meantime they …".
WHEN_THEN_PRONOUN = re.compile(
    r"(now|today|yesterday|tonight|once|soon|later|eventually|initially|originally|together|sometimes|often"
    r"|(on|last|next|this|every|until|since) \w+|(in|at|by|for|during|after|before) (the|that|this|a|an|\w+) ?\w*"
    r"|at the (end|beginning|start) of the \w+),? (he|she|it|they|his|her|its|their|him|them|this|these|that)\b")
EXPLETIVE = re.compile(r"\bit (turns|turned) out\b|\bit (emerged|seems|appears)\b")
# A description that takes up somebody told of: "The 39-year-old won". With a noun after it, it may tell who.
TAKES_UP = re.compile(
    r"the [\w-]*year-old (is|was|has|had|will|would|can|could|said|says|who|also|\w+ed)\b"
    r"|next (came|comes|is|was|up)\b")
# The bot's own name for a pronoun.
BRACKET = re.compile(r"^[\"“‘'(]*\[")


def opens_on_something(line):
    """Whether a line opens on something that stands before it."""
    if BRACKET.match(line):
        return False
    plain = line.replace("’", "'").lower().lstrip(" \"“”‘'«([…-–—")
    if FREE.match(plain):
        return False
    words = re.findall(r"[\w']+", plain)
    if not words:
        return True
    if words[0] in PRONOUNS + DEMONSTRATIVES + CONNECTIVES + OTHERS:
        return True
    if (WHEN_THEN_PRONOUN.match(plain) and not EXPLETIVE.search(plain[:60])) or TAKES_UP.match(plain):
        return True
    start = " ".join(words[:4]) + " "
    return any(start.startswith(" ".join(phrase.split()) + " ") for phrase in PHRASES)


def lines_of(row, texts):
    """(line as shown, where it begins, where it ends) for each line; places are None where they are not known."""
    summary = row.get("summary") or []
    if isinstance(summary, list):
        for item in summary:
            yield as_shown(item["text"], row.get("text", "")), item.get("start"), item.get("end")
        return
    text, at = texts.get(row.get("id")), 0
    for line, shown in zip(summary.split("\n"), row.get("shown") or summary.split("\n")):
        start = None if text is None else text.find(line, at)
        if start is None or start < 0:
            yield shown, None, None
        else:
            at = start + len(line)
            yield shown, start, at


def as_shown(words, reply):
    """The line with the bracket that the reply as plain text has in the place of its first word."""
    rest = " ".join(words.split()[1:])
    flat = " ".join(reply.split()).replace("] “", "] ").replace('] "', "] ")
    at = flat.find("] " + rest[:40])
    opening = flat.rfind("[", 0, at + 1)
    return flat[opening:at + 1] + " " + rest if 0 <= opening < at else words


def count(rows, texts, show=False):
    lines = opening = unresolved = 0
    for row in rows:
        before = None
        for line, start, end in lines_of(row, texts):
            lines += 1
            if opens_on_something(line):
                opening += 1
                # Nothing but white space and marks between the two.
                follows = before is not None and start is not None and 0 <= start - before <= 4
                unresolved += not follows
                if show:
                    print("%s%s" % ("  follows: " if follows else "  dangles: ", line))
            before = end
    return lines, opening, unresolved


def test():
    for line in ("He left.", "“She’s mad,” Lee said.", "But Lee left.", "The latter won.", "As a result, Lee left.",
                 "This was new.", "On Monday it rained.", "In the meantime they left.", "The 39-year-old resigned.",
                 "At the end of the day he left.", "Next came the mayor.", "In May, it was sold.", "Both were new.", "It was new.", "…", "Some of them left."):
        assert opens_on_something(line), line
    for line in ("Lee left.", "[Lee] left.", "“[Lee]’s car is new,” Ray said.", "Those who came left.", "Italy won.", "On Monday Lee left.", "In practice, it turns out that Lee left.", "The 39-year-old mayor of Harl resigned.",
                 "So far nobody came.", "Both Lee and Ray left.", "The two mayors met.".replace("two ", ""), "Thence came"):
        assert not opens_on_something(line), line
    text = "Lee came. He left. It rained."
    reply = {"summary": [{"text": "Lee came.", "start": 0, "end": 9}, {"text": "He left.", "start": 10, "end": 18}],
             "text": "Lee came.\nHe left."}
    assert count([reply], {}) == (2, 1, 0)
    alone = {"summary": [{"text": "He left.", "start": 10, "end": 18}], "text": "1. He left."}
    assert count([alone], {}) == (1, 1, 1)
    named = {"summary": [{"text": "He left.", "start": 10, "end": 18}], "text": "  [Lee] “left.”"}
    assert count([named], {}) == (1, 0, 0)
    prediction = {"id": "a", "summary": "Lee came.\nHe left.\nIt rained.", "shown": ["Lee came.", "He left.", "It rained."]}
    assert count([prediction], {"a": text}) == (3, 2, 0)
    assert count([prediction], {}) == (3, 2, 2)
    assert count([], {}) == (0, 0, 0)
    print("ok")


def main():
    files = [a for a in sys.argv[1:] if not a.startswith("--")]
    if "--test" in sys.argv:
        return test()
    if not files:
        sys.exit(__doc__)

    def rows(name):
        with (sys.stdin if name == "-" else open(name, encoding="utf-8")) as lines:
            return [json.loads(line) for line in lines if line.strip()]

    texts = {row["id"]: row["text"] for row in rows(files[1])} if len(files) > 1 else {}
    lines, opening, unresolved = count(rows(files[0]), texts, "--show" in sys.argv)
    print("lines %d\nopening %d (%.2f %%)\nunresolved %d (%.2f %%)" % (
        lines, opening, 100 * opening / max(1, lines), unresolved, 100 * unresolved / max(1, lines)))


if __name__ == "__main__":
    main()
