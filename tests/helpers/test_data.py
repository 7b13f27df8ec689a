"""The data sets: where they come from, and what happens when they cannot be had."""

import http.server
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from helpers import data


class Host:
    """A local web server that answers every path with what `answer` writes, and counts the requests."""

    def __init__(self, answer):
        host = self
        self.requests = Counter()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                host.requests[self.path] += 1
                answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/{data.MNIST.file}"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def sends(body: bytes, status: int = 200, length: int | None = None):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.fixture
def small(tmp_path):
    """A small stand-in for the MNIST file: (path, source) with digests that fit it."""
    rng = np.random.default_rng(0)
    arrays = {
        "x_train": rng.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        "y_train": rng.integers(0, 10, 20, dtype=np.uint8),
        "x_test": rng.integers(0, 256, (5, 28, 28), dtype=np.uint8),
        "y_test": rng.integers(0, 10, 5, dtype=np.uint8),
    }
    path = tmp_path / "good" / data.MNIST.file
    path.parent.mkdir()
    np.savez(path, **arrays)
    digests = {name: data._digest(array) for name, array in arrays.items()}
    return path, replace(data.MNIST, sha256=data.pooch.file_hash(str(path)), contents=digests)


@pytest.fixture
def online(small, tmp_path, monkeypatch):
    """Return a function that serves an answer as the data host, with an empty cache; and tidy up."""
    path, source = small
    monkeypatch.delenv("COURSE_DATA", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(data, "RETRIES", 1)
    hosts = []

    def serve(answer=None):
        hosts.append(Host(answer or sends(path.read_bytes())))
        monkeypatch.setattr(data, "MNIST", replace(source, url=hosts[-1].url))
        return hosts[-1]

    yield serve
    for host in hosts:
        host.close()


def cached(tmp_path):
    return tmp_path / "keras" / "datasets" / data.MNIST.file


def loads_sample(capsys) -> str:
    (x_train, y_train), (x_test, y_test) = data.load_mnist()
    assert x_train.shape == (4000, 28, 28)
    assert x_train.dtype == y_train.dtype == np.uint8
    assert np.bincount(y_train).tolist() == [400] * 10
    assert np.bincount(y_test).tolist() == [100] * 10
    assert x_test.shape == (1000, 28, 28)
    printed = capsys.readouterr().out
    assert printed.startswith("MNIST: this run uses the sample of 5,000 digits")
    assert printed.count("\n") == 1
    assert "For all 70,000 digits" in printed
    return printed


def test_download_is_kept_and_not_repeated(online, tmp_path, capsys):
    host = online()
    (x_train, _), _ = data.load_mnist()
    assert x_train.shape == (20, 28, 28)
    data.load_mnist()
    assert host.requests.total() == 1
    assert cached(tmp_path).is_file()
    assert capsys.readouterr().out == ""


def test_truncated_file(online, small, tmp_path, capsys):
    whole = small[0].read_bytes()
    online(sends(whole[: len(whole) // 2], length=len(whole)))
    assert "could not be reached" in loads_sample(capsys)
    assert not cached(tmp_path).exists()


def test_wrong_checksum(online, small, tmp_path, capsys):
    online(sends(small[0].read_bytes()[:-1] + b"?"))
    assert "failed its check" in loads_sample(capsys)
    assert not cached(tmp_path).exists()


def test_html_page_served_as_data(online, tmp_path, capsys):
    online(sends(b"<html>Please log in to the network.</html>"))
    assert "failed its check" in loads_sample(capsys)
    assert not cached(tmp_path).exists()


def test_not_found_is_tried_again_and_named(online, capsys):
    host = online(sends(b"gone", status=404))
    assert "answered with error 404" in loads_sample(capsys)
    assert host.requests.total() == 2


def test_one_failure_is_forgiven(online, small):
    answers = iter([sends(b"busy", status=503), sends(small[0].read_bytes())])
    online(lambda handler: next(answers)(handler))
    assert data.load_mnist()[0][0].shape == (20, 28, 28)


def test_server_that_hangs(online, monkeypatch, capsys):
    monkeypatch.setattr(data, "TIMEOUT", (0.3, 0.3))
    monkeypatch.setattr(data, "RETRIES", 0)
    online(lambda handler: time.sleep(5))
    started = time.monotonic()
    assert "did not answer in time" in loads_sample(capsys)
    assert time.monotonic() - started < 4


def test_no_network(online, capsys):
    online().close()
    assert "could not be reached" in loads_sample(capsys)


def test_unwritable_cache(online, tmp_path, monkeypatch, capsys):
    online()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    assert "cannot be used" in loads_sample(capsys)


def test_a_certificate_file_that_is_not_there_is_named(online, monkeypatch, tmp_path, capsys):
    online()
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "gone.pem"))
    monkeypatch.setattr(data, "MNIST", replace(data.MNIST, url="https://localhost:9/mnist.npz"))
    assert "names a certificate file that is not there" in loads_sample(capsys)


def test_without_a_home_folder_the_sample_is_used(online, monkeypatch, capsys):
    online()

    def no_home():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setattr(data.Path, "home", no_home)
    assert "you have no home folder" in loads_sample(capsys)


def test_bad_cached_file_is_replaced_by_a_good_one_only(online, small, tmp_path, capsys):
    cached(tmp_path).parent.mkdir(parents=True)
    cached(tmp_path).write_bytes(b"half a download")
    online(sends(b"<html>"))
    loads_sample(capsys)
    online()
    assert data.load_mnist()[0][0].shape == (20, 28, 28)
    assert cached(tmp_path).read_bytes() == small[0].read_bytes()


def test_good_cached_file_is_used_without_network(online, small, tmp_path):
    cached(tmp_path).parent.mkdir(parents=True)
    cached(tmp_path).write_bytes(small[0].read_bytes())
    host = online(sends(b"<html>"))
    assert data.load_mnist()[0][0].shape == (20, 28, 28)
    assert host.requests.total() == 0


def test_two_processes_at_once(online, small, tmp_path):
    """Both get the data, and the file in the cache is whole."""

    def slowly(handler):
        time.sleep(0.5)
        sends(small[0].read_bytes())(handler)

    host = online(slowly)
    program = (
        "import sys; from dataclasses import replace; from helpers import data;"
        f"data.MNIST = replace(data.MNIST, url={host.url!r}, sha256={data.MNIST.sha256!r});"
        "print(data.load_mnist()[0][0].shape)"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.communicate(timeout=60)[0].strip() for process in both] == ["(20, 28, 28)"] * 2
    assert host.requests.total() in (1, 2)  # one, if the second process starts after the first has finished
    assert cached(tmp_path).read_bytes() == small[0].read_bytes()
    assert [path.name for path in cached(tmp_path).parent.iterdir()] == [data.MNIST.file]


def test_named_folder(small, monkeypatch, tmp_path):
    path, source = small
    monkeypatch.setattr(data, "MNIST", source)
    monkeypatch.setenv("COURSE_DATA", str(path.parent))
    assert data.load_mnist()[0][0].shape == (20, 28, 28)


def test_named_folder_in_another_container(small, monkeypatch):
    """The arrays are verified, not the file: the same digits packed otherwise are welcome."""
    path, source = small
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez_compressed(path, **arrays)
    monkeypatch.setattr(data, "MNIST", source)
    monkeypatch.setenv("COURSE_DATA", str(path.parent))
    assert data.load_mnist()[0][0].shape == (20, 28, 28)


def test_missing_named_folder_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(data.DataError, match=r"nowhere, which does not exist\. Put a good mnist\.npz there, or unset"):
        data.load_mnist()


def test_named_folder_without_the_file_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(data.DataError, match="which has no such file"):
        data.load_red_wine()


def test_a_file_named_as_the_folder_is_an_error(small, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", str(small[0]))
    with pytest.raises(data.DataError, match="which is not a folder"):
        data.load_mnist()


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 half a file"])
def test_named_folder_with_a_bad_file_is_an_error(content, monkeypatch, tmp_path):
    (tmp_path / data.MNIST.file).write_bytes(content)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(data.DataError, match=r"mnist\.npz cannot be read as MNIST data .* unset COURSE_DATA"):
        data.load_mnist()
    assert (tmp_path / data.MNIST.file).read_bytes() == content


def test_named_folder_with_other_digits_is_an_error(small, monkeypatch):
    path, _ = small
    monkeypatch.setenv("COURSE_DATA", str(path.parent))
    with pytest.raises(
        data.DataError, match=r"does not hold the MNIST data: the SHA-256 of its x_train is .*, expected ee4d"
    ):
        data.load_mnist()


def test_named_folder_with_digits_of_another_shape_is_an_error(small, monkeypatch):
    path, source = small
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **(arrays | {"x_train": arrays["x_train"].reshape(20, 784)}))
    monkeypatch.setattr(data, "MNIST", source)
    monkeypatch.setenv("COURSE_DATA", str(path.parent))
    with pytest.raises(data.DataError, match="does not hold the MNIST data: the SHA-256 of its x_train"):
        data.load_mnist()


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('"alcohol";"quality"\n9.4;5\n', "does not hold the Red wine data"),
        ('"alcohol","quality"\n9.4,5\n', r"winequality-red\.csv cannot be read as Red wine data .* unset COURSE_DATA"),
        ("<html>\n<p>not here</p>\n", r"winequality-red\.csv cannot be read as Red wine data"),
    ],
)
def test_named_folder_with_another_wine_table_is_an_error(table, message, monkeypatch, tmp_path):
    (tmp_path / data.RED_WINE.file).write_text(table)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(data.DataError, match=message):
        data.load_red_wine()


def test_wine_with_other_column_names_is_another_table():
    wine = pd.DataFrame({"alcohol": [9.4], "quality": [5]})
    assert data._digest(wine) != data._digest(wine.rename(columns={"quality": "grade"}))


def test_asking_for_the_sample(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", "sample")
    assert "COURSE_DATA=sample asks for it" in loads_sample(capsys)


def test_wine_stand_in(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_DATA", "sample")
    wine = data.load_red_wine()
    assert "stand-in" in capsys.readouterr().out
    assert wine.attrs["stand_in"]
    assert wine.shape == (1599, 12)
    assert wine["quality"].dtype == np.int64
    assert wine["quality"].between(3, 8).all()
    assert wine["alcohol"].corr(wine["quality"]) > 0.3  # as in the real table
    pd.testing.assert_frame_equal(wine, data.load_red_wine())


def test_cereals():
    cereals = data.load_cereals()
    assert cereals.shape == (65, 5)
    slope, intercept = np.polyfit(cereals["sugars"], cereals["calories"], 1)
    assert (round(slope, 3), round(intercept, 2)) == (2.077, 92.05)


def test_importing_data_does_not_import_tensorflow():
    program = "import sys, helpers.data, helpers.plots, helpers.recorded; print(sorted(sys.modules))"
    imported = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "'helpers.data'" in imported
    assert "'tensorflow'" not in imported
    assert "'keras'" not in imported


def test_wine_stand_in_is_the_same_on_every_machine(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "sample")
    digest = data._digest(data.load_red_wine())
    assert digest == "29eb897280fb00fc7c9f7f9a933d66c576b9bc10361db2b68655d54336105ec2"


def test_split_mnist_draws_splits_and_scales(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "sample")
    (images, labels), (test_images, test_labels) = data.load_mnist()
    digits = data.split_mnist(1_000, 0.2, seed=1)
    order = np.random.default_rng(1).permutation(len(images))[:1_000]
    for x, y, chosen in ((digits.x_train, digits.y_train, order[:800]), (digits.x_val, digits.y_val, order[800:])):
        np.testing.assert_array_equal(x, images[chosen].reshape(-1, 784) / np.float32(255))
        np.testing.assert_array_equal(y, labels[chosen])
    np.testing.assert_array_equal(digits.x_test, test_images.reshape(-1, 784) / np.float32(255))
    np.testing.assert_array_equal(digits.y_test, test_labels)
    assert [array.dtype.name for array in digits] == ["float32", "int64"] * 3


def test_split_mnist_as_images_and_as_it_is(monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "sample")
    digits = data.split_mnist(10**6, 0, flat=False)  # more than there are: all of them
    assert digits.x_train.shape == (4_000, 28, 28, 1)
    assert digits.x_val.shape == (0, 28, 28, 1)
    rows = data.split_mnist(validation_share=0)
    np.testing.assert_array_equal(rows.x_train.reshape(-1, 28, 28, 1), digits.x_train)


@pytest.mark.parametrize(("count", "share"), [(0, 0.2), (100, 1), (100, -0.1), (1, 0.9)])
def test_split_mnist_refuses_to_leave_nothing(count, share, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "sample")
    with pytest.raises(ValueError, match="leaves no image to train on: give a count"):
        data.split_mnist(count, share)


def test_disk_and_ring_lie_apart():
    x, y = data.disk_and_ring(500, np.random.default_rng(0))
    radius = np.hypot(*x.T)
    assert x.shape == (500, 2)
    assert x.dtype == y.dtype == np.float32
    assert radius[y == 1].max() < 1 < 1.3 < radius[y == 0].min()
    assert not ((x[:, 0] > 0) & (x[:, 1] < 0) & (y == 0)).any()  # the open quarter of the ring
