"""Which word pieces the reader keeps of BERT's uncased vocabulary, and how its tokenizer is made of them.

BERT's pieces stand in order of how often they were seen, so the first ones are the common ones. Kept are the special
tokens, every single character of Latin script with the punctuation (so that no word of it is unknown), and of the
rest the first ones that are of Latin script until `SIZE` is reached. A rarer word is read in shorter pieces.
"""
import unicodedata

from tokenizers import BertWordPieceTokenizer

SIZE = 12_800
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def latin(piece):
    """Whether every character is a letter of Latin script, a digit of ours or punctuation."""
    for c in piece:
        category = unicodedata.category(c)
        if category[0] == "L" and "LATIN" not in unicodedata.name(c, ""):
            return False
        if category[0] in "MC" or (category[0] == "N" and c not in "0123456789"):
            return False
    return True


def prune(pieces, size=SIZE):
    """The identifiers that are kept, in the order of the new vocabulary: rising, the special tokens first."""
    number = {piece: i for i, piece in enumerate(pieces)}
    kept = [number[s] for s in SPECIAL]
    chosen = set(kept)
    usable = [i for i, p in enumerate(pieces) if i not in chosen and not p.startswith("[unused") and latin(p)]
    single = [i for i in usable if len(pieces[i].removeprefix("##")) == 1]
    rest = [i for i in usable if i not in set(single)]
    chosen.update(single)
    chosen.update(rest[: size - len(chosen)])
    return kept + sorted(chosen - set(kept))


def tokenizer(pieces):
    """BERT's own tokenizer, uncased, over `pieces`."""
    return BertWordPieceTokenizer({p: i for i, p in enumerate(pieces)}, lowercase=True, strip_accents=True)
