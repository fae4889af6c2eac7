"""Simple questions as people ask them in chats, about somebody or something that a passage speaks of, and of a kind that
it does not tell: how old somebody is where no age stands, who owns a thing of whose owner nothing is said. What teaches
"not here" otherwise are questions in which one fact was changed, which people ask less.

A question is only made where none of the words stands in the passage by which an answer would be told.
"""
import re

from data import Example

PERSON = r"(?<=[a-z,] )([A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][a-z]+)"
NAME = re.compile(PERSON + r"(?= (?:said|says|was|who|had|has|is|became|told|wrote|won|led|played|and h|as h|to h|,))")
SOMEBODY = re.compile(r"\b(?:he|she|his|her|him)\b", re.I)
THING = re.compile(
    r"\b[Tt]he (airport|bridge|building|boat|book|bus|camera|car|castle|cathedral|chapel|church|club|company|dam|engine|factory|"
    r"farm|festival|film|fort|gallery|game|garden|gate|hall|hospital|hotel|house|inn|library|machine|market|mill|mine|monument|"
    r"museum|newspaper|painting|palace|park|plane|plant|prison|road|school|ship|shop|show|song|stadium|station|statue|"
    r"stone|team|temple|theatre|tower|train|tunnel|university|village|wall|zoo)s?\b")
AGE = re.compile(PERSON + r" ?, (?:aged )?([1-9][0-9]) ?,")

# By question: what must not stand in the passage.
OF_PEOPLE = (
    ("how old is {}?", r"\d|born|age|old|year"),
    ("when was {} born?", r"\d{4}|born|birth"),
    ("where does {} live?", r"liv|resid|home|house|mov|settle"),
    ("where was {} born?", r"born|birth|native|from|home"),
    ("who is {} married to?", r"marri|wife|husband|wed|widow|spouse|partner"),
    ("how much does {} earn?", r"\d|pay|paid|earn|salar|wage|income|money"),
    ("where did {} study?", r"stud|educat|universit|college|school|degree|graduat"),
    ("how tall is {}?", r"\d|tall|high|height|feet|metre|meter"),
    ("why did {} resign?", r"resign|left|leave|step|quit|depos|abdicat"),
    ("when did {} die?", r"\d|die|dea|kill|murder|execut"),
)
OF_THINGS = (
    ("how much did the {} cost?", r"\d|cost|price|pay|paid|million|sold|worth|expens|cheap|free"),
    ("how old is the {}?", r"\d|old|centur|ancient|built|found|age|since|year"),
    ("who owns the {}?", r"own|belong|propert|possess|bought|held"),
    ("who built the {}?", r"buil|construct|architect|design|made|erect|creat"),
    ("who designed the {}?", r"design|architect|creat|made|invent|develop"),
    ("how big is the {}?", r"\d|big|large|size|small|acre|mile|metre|meter|area|long|wide"),
    ("who paid for the {}?", r"pay|paid|fund|financ|cost|money|donat|sponsor"),
    ("what colour is the {}?", r"colou?r|red|blue|green|white|black|yellow|gold|brown|gr[ae]y|silver|orange"),
    ("when was the {} built?", r"\d|buil|construct|centur|erect"),
)


def told(words, passage):
    return re.search(rf"(?<![a-z])(?:{words})", passage.lower()) is not None


def about(passage, rng):
    """An example about the passage, or None: mostly a question that it does not answer, sometimes one that asks for an
    age that it gives."""
    age = AGE.search(passage)
    if age and rng.random() < 0.7:
        return Example(f"how old is {age[1]}?", passage, [age.span(2)])
    people = sorted(set(NAME.findall(passage))) if SOMEBODY.search(passage) else []
    things = sorted(set(THING.findall(passage)))
    kinds = [(people, OF_PEOPLE), (things, OF_THINGS)]
    rng.shuffle(kinds)
    for found, asked in kinds:
        asked = [question for question, words in asked if not told(words, passage)]
        if found and asked:
            return Example(rng.choice(asked).format(rng.choice(found)), passage)
    return None


def absent(passages, count, rng):
    """At most `count` examples about passages in a random order."""
    made = (about(passage, rng) for passage in rng.sample(passages, len(passages)))
    return [example for example, _ in zip((e for e in made if e), range(count))]
