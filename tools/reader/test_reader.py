"""Tests of the trainer's own parts; `python test_reader.py`. Those of the network use random weights and seconds."""
import random
import tempfile
import unittest
from pathlib import Path

import jax
import numpy as np

import absent
import data
import encode
import export
import measure
import model
import shipped
import tiny
import vocabulary


class Vocabulary(unittest.TestCase):
    def test_keeps_special_tokens_first_and_every_letter(self):
        pieces = vocabulary.SPECIAL + ["[unused1]", "a", "##a", "я", "the", "##ing", "1", "½", "rare"]
        kept = [pieces[i] for i in vocabulary.prune(pieces, 10)]
        self.assertEqual(kept, vocabulary.SPECIAL + ["a", "##a", "the", "##ing", "1"])


class Encoding(unittest.TestCase):
    def setUp(self):
        self.tokenizer = vocabulary.tokenizer(tiny.PIECES)

    def example(self, longest=64, **fields):
        e = encode.Encoder(self.tokenizer, longest)
        x = data.Example(**fields)
        return x, e.example(x, e.pieces(x.question), e.pieces(x.passage))

    def test_answer_is_found_again_by_its_offsets(self):
        x, e = self.example(question="who spoke?", passage="The mayor spoke.", answers=[(4, 9)])
        self.assertEqual([x.passage[slice(*e.offsets[i])] for i in e.starts], ["mayor"])

    def test_long_passage_is_cut_around_its_answer(self):
        x, e = self.example(longest=24, question="who spoke?", passage="the " * 80 + "mayor spoke. " + "the " * 80, answers=[(320, 325)])
        self.assertEqual(len(e.ids), 24)
        self.assertEqual(x.passage[slice(*e.offsets[e.starts[0]])], "mayor")

    def test_nothing_is_position_zero_and_a_lost_answer_is_no_example(self):
        self.assertEqual(self.example(question="who?", passage="the mayor")[1].starts, [0])
        self.assertIsNone(self.example(question="who?", passage="mayors", answers=[(8, 9)])[1])

    def test_of_a_sentence_all_but_the_words_of_the_question_may_answer(self):
        x, e = self.example(question="who spoke?", passage="the the. mayor spoke", sentence=(9, 20))
        self.assertEqual([x.passage[slice(*e.offsets[i])] for i in e.starts], ["mayor"])

    def test_every_example_is_in_one_batch(self):
        _, short = self.example(question="who?", passage="the mayor")
        _, long = self.example(question="who?", passage="the mayor " * 25)
        encoded = [short] * 40 + [long] * 9
        made = encode.batches(encoded, np.random.default_rng(1))
        self.assertEqual(sorted(i for b in made for i in b), list(range(49)))
        for b in made:
            a = encode.arrays([encoded[i] for i in b])
            self.assertEqual(a["weight"].sum(), len(b))


class Examples(unittest.TestCase):
    def test_assembled_passages_have_the_answer_where_they_say(self):
        article = {"id": "x", "paragraphs": ["One thing is red. The mayor spoke on Monday.", "Another thing is blue. It rained."],
                   "sentences": [[[0, 17], [18, 44]], [[0, 22], [23, 33]]],
                   "questions": [{"question": "when did the mayor speak about things?", "paragraph": 0,
                                  "answers": [{"start": 37, "text": "Monday"}], "impossible": False}]}
        articles, rng, seen = data.Articles([article]), random.Random(2), 0
        for _ in range(50):
            x = data.assembled(article, article["questions"][0], rng)
            seen += len(x.answers)
            self.assertEqual("Monday" in x.passage, bool(x.answers))
            self.assertTrue(all(x.passage[s:e] == "Monday" for s, e in x.answers))
        self.assertGreater(seen, 25)
        self.assertLess(seen, 50)
        del articles

    def test_slips_change_one_place_of_a_word(self):
        rng = random.Random(5)
        for _ in range(200):
            self.assertLessEqual(abs(len(data.slip("minister", rng)) - 8), 1)


class Absent(unittest.TestCase):
    def test_a_question_is_only_made_where_nothing_tells(self):
        told = "In March the owner Ann Lee said that she lived in Brock with her husband and earned 9 crowns at the mill she built."
        made = [e for e in (absent.about(told, random.Random(i)) for i in range(50)) if e]
        self.assertTrue(made)
        for example in made:
            self.assertNotRegex(example.question, "live|earn|married|own|how old|how much")
        aged = [absent.about("On Monday Ann Lee , 41 , said that she had won.", random.Random(i)) for i in range(20)]
        self.assertTrue(any(e and e.answers and e.passage[slice(*e.answers[0])] == "41" for e in aged))
        self.assertFalse(any(e and not e.answers and "old" in e.question for e in aged))

    def test_a_passage_about_nobody_and_nothing_has_no_question(self):
        self.assertEqual(absent.absent(["It rained on Friday and snowed in Upper Denning."], 3, random.Random(1)), [])


class Measures(unittest.TestCase):
    def test_area_under_the_curve(self):
        self.assertEqual(measure.area(np.array([2.0, 3.0]), np.array([0.0, 1.0])), 1.0)
        self.assertEqual(measure.area(np.array([1.0, 1.0]), np.array([0.0, 2.0])), 0.5)

    def test_best_span_ends_after_it_starts(self):
        logits = np.array([[0, 0], [1, 9], [5, 1], [0, 2]], float)
        self.assertEqual(measure.best_span(logits, [None, (0, 1), (2, 3), (4, 5)])[:2], (0, 1))


class Export(unittest.TestCase):
    def test_exported_file_gives_what_the_network_gives(self):
        frozen, trained = tiny.weights()
        ids, types = tiny.tokens()
        expected = np.asarray(model.logits(*jax.tree.map(jax.numpy.asarray, (frozen, trained)), ids, types))
        can = expected > -1e3
        # Of the logits' spread. A random network of width 24 is hard on 7 bits; a trained one loses far less, which
        # `export.py --data` shows in figures.
        for int8, error in ((False, 1e-5), (True, 0.06)):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "model.onnx"
                export.onnx.save(export.build(frozen, trained, int8), path)
                got = export.score(export.session(path), ids, types)
            self.assertLess(np.abs(got - expected)[can].mean() / expected[can].std(), error, int8)

    def test_written_weights_are_read_back(self):
        frozen, trained = tiny.weights()
        # A weight of a column is rounded to 1/63 of the largest one.
        for int8, error in ((False, 0.0), (True, 0.51 / 63)):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "model.onnx"
                export.onnx.save(export.build(frozen, trained, int8), path)
                read = shipped.trained(path, trained)
            for new, old in zip(jax.tree.leaves(read), jax.tree.leaves(trained), strict=True):
                self.assertLessEqual(np.abs(new - old).max(), error * np.abs(old).max())


if __name__ == "__main__":
    unittest.main()
