"""Reads the weights of a written reader back, so that training goes on from the file that is shipped where its
checkpoints are gone. What int8 rounded off stays lost; a few steps of training make up for it.
"""
import jax
import numpy as np
import onnx
from onnx import numpy_helper


def trained(path, like):
    """The trained weights in the ONNX file of `export.py`, in the shape of `like`."""
    held = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    layers = len(like["layers"]["query"]["b"])
    # The lowest ones are not trained.
    first = 1 + max(int(name.split(".")[0][5:]) for name in held if name.startswith("layer")) - layers

    def layer(which, part, n):
        name = f"layer{first + n}.{which}"
        value, scale = held[f"{name}.{part}"], held.get(name + ".scale")
        return value * scale if part == "w" and scale is not None else value

    def found(path, old):
        keys = [k.key for k in path]
        value = held[".".join(keys)] if keys[0] == "head" else np.stack([layer(keys[1], keys[2], n) for n in range(layers)])
        if value.shape != old.shape:
            raise SystemExit(f"{'.'.join(keys)} has the shape {value.shape} instead of {old.shape}")
        return np.asarray(value, np.float32)

    return jax.tree_util.tree_map_with_path(found, like)
