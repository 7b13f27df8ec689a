"""Start TensorFlow without its start-up messages, and with the settings that the pages depend on. Import this first.

TensorFlow's C++ code writes to file descriptor 2 while it is imported and again while it looks for devices; no
environment variable stops all of it. So both happen here once, with the descriptor pointing to nowhere.
"""

import os
import sys

# What a reader's own settings may have set otherwise (variables, ~/.keras/keras.json, a profile of IPython's).
VARIABLES = {
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",  # no log lines in the page
    "TF_ONEDNN_USE_SYSTEM_ALLOCATOR": "1",  # oneDNN's own pool never returns memory
}
LIMITS = ("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH")  # they end every training early


def _start_tensorflow_quietly() -> None:
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        import tensorflow as tf

        tf.get_logger().setLevel("ERROR")  # no advice on retracing in the middle of a lesson
        for gpu in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(gpu, True)  # leave memory to the kernel of the next chapter
        tf.config.experimental.enable_tensor_float_32_execution(False)  # 10 bits are too few for a check by hand
        tf.constant(0.0)  # the first operation is what starts a GPU
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _keep_keras_defaults() -> None:
    import keras

    if keras.backend.backend() != "tensorflow":
        raise RuntimeError(
            f"Keras was started with {keras.backend.backend()}, not TensorFlow: restart the kernel, and "
            "let `import helpers.startup` be the first line that you run."
        )
    keras.config.set_floatx("float32")
    keras.config.set_epsilon(1e-7)
    keras.config.set_image_data_format("channels_last")
    keras.config.set_max_epochs(None)
    keras.config.set_max_steps_per_epoch(None)


def _keep_printed_numbers() -> None:
    import numpy as np

    np.set_printoptions(
        edgeitems=3,
        floatmode="maxprec",
        formatter=None,
        infstr="inf",
        legacy=False,
        linewidth=75,
        nanstr="nan",
        precision=8,
        sign="-",
        suppress=False,
        threshold=1000,
    )
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        shell.ast_node_interactivity = "last_expr"  # a cell shows its last expression, not every one


def _start() -> None:
    asked = os.environ.get("KERAS_BACKEND", "tensorflow")
    if asked != "tensorflow":
        print(f"KERAS_BACKEND={asked} is set; the course runs with TensorFlow all the same.")
    os.environ.update(VARIABLES)
    for name in LIMITS:
        os.environ.pop(name, None)
    _start_tensorflow_quietly()
    _keep_keras_defaults()
    _keep_printed_numbers()


_start()
