"""Start TensorFlow without its start-up messages, and so that it gives memory back. Import this before Keras.

TensorFlow's C++ code writes to file descriptor 2 while it is imported and again while it looks for devices; no
environment variable stops all of it. So both happen here once, with the descriptor pointing to nowhere.
"""

import os
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ONEDNN_USE_SYSTEM_ALLOCATOR", "1")  # its own pool never returns memory


def _import_tensorflow_quietly() -> None:
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import tensorflow as tf

        tf.get_logger().setLevel("ERROR")  # no advice on retracing in the middle of a lesson
        tf.config.list_physical_devices()
        tf.constant(0.0)  # the first operation is what starts a GPU
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


if os.environ["KERAS_BACKEND"] == "tensorflow":
    _import_tensorflow_quietly()
