"""A real TensorBoard shows what the callback of chapter 09 writes."""

import ast
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import keras
import numpy as np
import pytest

from tools import course

CHAPTER = course.NOTEBOOKS / "09_mnist_case_study.ipynb"


def callback_of_the_chapter(log_dir):
    """Evaluate the chapter's own call of keras.callbacks.TensorBoard with our folder."""
    for _, cell in course.code_cells(course.read(CHAPTER)):
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "keras.callbacks.TensorBoard":
                return eval(ast.unparse(node), {"keras": keras, "log_dir": log_dir})
    pytest.fail("chapter 09 does not call keras.callbacks.TensorBoard")


def fetch(url: str, seconds: float = 60) -> object:
    """Read JSON, waiting for the server to start and to find the logs."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                found = json.load(answer)
            if found:
                return found
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        assert time.monotonic() < deadline, f"TensorBoard did not answer {url} within {seconds} s"
        time.sleep(0.5)


def test_tensorboard_serves_the_accuracy_curve(tmp_path):
    x = np.random.default_rng(0).random((64, 4), dtype="float32")
    y = (x[:, 0] > 0.5).astype("int64")
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    callback = callback_of_the_chapter(tmp_path)
    history = model.fit(x, y, epochs=3, validation_data=(x, y), callbacks=[callback], verbose=0).history

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tensorboard.main", "--logdir", str(tmp_path), "--port", str(port)]
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "no_proxy": "127.0.0.1"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}/data/plugin/scalars"
        tags = fetch(f"{address}/tags")
        assert set(tags) == {"train", "validation"}
        for run, name in (("train", "accuracy"), ("validation", "val_accuracy")):
            curve = fetch(f"{address}/scalars?run={run}&tag=epoch_accuracy")
            assert [step for _, step, _ in curve] == [0, 1, 2]
            np.testing.assert_allclose([value for _, _, value in curve], history[name], rtol=1e-6)
    finally:
        server.terminate()
        server.wait(timeout=30)
