"""The course's three data sets: MNIST, red wine, cereals; and the one way to split the digits.

MNIST and red wine are looked for in this order: the folder that the environment variable COURSE_DATA names; Keras' own
cache; the network; the sample that ships with the course, announced by one printed line. COURSE_DATA=sample asks for
the sample at once. This module does not import TensorFlow.
"""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist
from typing import NamedTuple, TypeVar

import numpy as np
import pandas as pd
import pooch
import requests
from numpy.typing import NDArray

SAMPLES = Path(__file__).parent / "samples"
TIMEOUT = (5, 20)  # seconds to connect, seconds between two pieces of the file
RETRIES = 1

Pair = tuple[NDArray[np.uint8], NDArray[np.uint8]]
Content = TypeVar("Content", NDArray[np.uint8], pd.DataFrame)


class DataError(Exception):
    """A data file that the reader named is missing or not what it should be."""


@dataclass(frozen=True)
class Source:
    """Where a data set comes from, and the SHA-256 digests that it must have.

    `sha256` belongs to the downloaded file, `contents` to each array (or table) with its shape, dtype and column names,
    which do not depend on how the file was packed or which line ends it has.
    """

    title: str
    file: str
    url: str
    sha256: str
    contents: dict[str, str]


MNIST = Source(
    title="MNIST",
    file="mnist.npz",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    contents={
        "x_train": "ee4df86b1ffa93ac8ffee85767334e1ead01ac8d3292918351510dd3d2f31808",
        "y_train": "4e145566fd8884205332372266206b900b7f3a9e565e69f5f68cbe7b39454257",
        "x_test": "4f965df073b472727144379b0f3abbe8aa9c930c6e4159c8b3c6ea9d5f2d5750",
        "y_test": "ccdd0ac8482341ddd4fd22c5519fa9c03f1e20534171c060b9e11d6c8ef6a6ca",
    },
)
RED_WINE = Source(
    title="Red wine",
    file="winequality-red.csv",
    url="https://archive.ics.uci.edu/ml/machine-learning-databases/wine-quality/winequality-red.csv",
    sha256="4a402cf041b025d4566d954c3b9ba8635a3a8a01e039005d97d6a710278cf05e",
    contents={"table": "8400a8977f9fd1aa2aaddc49fa0e6ba5c789724c1d9e9d52778d26bc2ca27323"},
)


def load_mnist() -> tuple[Pair, Pair]:
    """Return `(x_train, y_train), (x_test, y_test)`, the form of `keras.datasets.mnist.load_data`.

    Images are uint8 of shape (n, 28, 28), 0 (background) to 255 (ink); labels are uint8 of shape (n,), 0 to 9. There
    are 60,000 and 10,000 images (LeCun and Cortes), or 4,000 and 1,000 where only the sample is at hand; all digits of
    the sample come from MNIST's training set. Raises DataError for a bad folder in COURSE_DATA.
    """
    arrays, why_not = _obtain(MNIST, _read_npz)
    if arrays is None:
        print(
            f"MNIST: this run uses the sample of 5,000 digits that ships with the course, because {why_not}. "
            f"For all 70,000 digits go online and run this again, or put {MNIST.file} in a folder and name it in "
            "COURSE_DATA."
        )
        arrays = _read_npz(SAMPLES / "mnist_sample.npz")
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])


class Digits(NamedTuple):
    """MNIST as a network takes it: images float32, 0 to 1, of shape (n, 784) or (n, 28, 28, 1); labels int64 (n,)."""

    x_train: NDArray[np.float32]
    y_train: NDArray[np.int64]
    x_val: NDArray[np.float32]
    y_val: NDArray[np.int64]
    x_test: NDArray[np.float32]
    y_test: NDArray[np.int64]


def split_mnist(count: int | None = None, validation_share: float = 0.2, seed: int = 0, *, flat: bool = True) -> Digits:
    """Draw `count` of MNIST's training images (default: all) and split them into training and validation images.

    The draw is a permutation by `seed`; `validation_share` of it, from 0 up to but not including 1, is held back. The
    test images come along whole. Pixels are divided by 255; `flat` makes rows of 784, otherwise images of 28 × 28 × 1.
    Where there are fewer images than `count`, as in the shipped sample, all are taken. Raises ValueError for a count or
    a share that leaves nothing to train on, and DataError as `load_mnist` does.
    """
    (images, labels), (test_images, test_labels) = load_mnist()
    count = len(images) if count is None else min(count, len(images))
    held_back = round(count * validation_share)
    if not (0 <= validation_share < 1 and count - held_back >= 1):
        raise ValueError(
            f"split_mnist({count}, {validation_share}) leaves no image to train on: give a count of at least 1 and a "
            "share from 0 up to, but not including, 1."
        )
    order = np.random.default_rng(seed).permutation(len(images))[:count]
    train, validation = order[: count - held_back], order[count - held_back :]
    shape = (-1, 784) if flat else (-1, 28, 28, 1)

    def scaled(part: NDArray[np.uint8]) -> NDArray[np.float32]:
        return part.reshape(shape).astype(np.float32) / np.float32(255)

    def whole(part: NDArray[np.uint8]) -> NDArray[np.int64]:
        return part.astype(np.int64)

    return Digits(
        scaled(images[train]),
        whole(labels[train]),
        scaled(images[validation]),
        whole(labels[validation]),
        scaled(test_images),
        whole(test_labels),
    )


def disk_and_ring(count: int, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Draw points of the plane (count, 2) and their classes (count,): 1 in a disk, 0 in three quarters of a ring."""
    inside = rng.random(count) < 0.5
    radius = np.where(inside, rng.uniform(0, 1, count), rng.uniform(1.3, 2.2, count))
    angle = np.where(inside, rng.uniform(0, 2 * np.pi, count), rng.uniform(0, 1.5 * np.pi, count))
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return points.astype("float32"), inside.astype("float32")


def load_red_wine() -> pd.DataFrame:
    """Return 1,599 red wines: eleven measurements (float64) and `quality` (int64, 3 to 8).

    Cortez et al. (2009), doi 10.24432/C56S3T. Where the file cannot be had, a stand-in with the same columns, ranges
    and correlations is drawn, with a fixed seed; `frame.attrs["stand_in"]` says which it is. Raises DataError for a bad
    folder in COURSE_DATA.
    """
    tables, why_not = _obtain(RED_WINE, _read_wine)
    wine = _draw_wine_stand_in() if tables is None else tables["table"]
    if tables is None:
        print(
            f"Red wine: this run uses a random stand-in with the statistics of the real table, because {why_not}. "
            f"For the real wines go online and run this again, or put {RED_WINE.file} in a folder and name it in "
            "COURSE_DATA."
        )
    wine.attrs["stand_in"] = tables is None
    return wine


def load_cereals() -> pd.DataFrame:
    """Return 65 breakfast cereals: name, calories (kcal), protein, fiber and sugars (g), all per serving.

    From the 1993 ASA Statistical Graphics Exposition, as in R's `MASS::UScereal`; ships with the course.
    """
    return pd.read_csv(SAMPLES / "cereals.csv")


def _obtain(source: Source, read: Callable[[Path], dict[str, Content]]) -> tuple[dict[str, Content] | None, str]:
    """Return the data and "", or None and the reason why only the sample can be used."""
    chosen = os.environ.get("COURSE_DATA", "")
    if chosen == "sample":
        return None, "COURSE_DATA=sample asks for it"
    if chosen:
        return _read_named(source, Path(chosen).expanduser().absolute(), read), ""
    try:
        cache = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "datasets"
    except RuntimeError:
        return None, "you have no home folder to keep it in"
    try:
        return read(_cached_or_downloaded(source, cache)), ""
    except Exception as error:  # whatever goes wrong here, the lesson goes on with the sample
        return None, _reason(error, source, cache)


def _read_named(source: Source, folder: Path, read: Callable[[Path], dict[str, Content]]) -> dict[str, Content]:
    remedy = f"Put a good {source.file} there, or unset COURSE_DATA and the course will download it."
    path = folder / source.file
    if not path.is_file():
        missing = "has no such file" if folder.is_dir() else "is not a folder" if folder.exists() else "does not exist"
        raise DataError(f"COURSE_DATA asks for {source.file} in {folder}, which {missing}. {remedy}")
    try:
        contents = read(path)
        found = {name: _digest(contents[name]) for name in source.contents}
    except Exception as error:
        raise DataError(f"{path} cannot be read as {source.title} data ({_first_line(error)}). {remedy}") from error
    for name, expected in source.contents.items():
        if found[name] != expected:
            raise DataError(
                f"{path} does not hold the {source.title} data: the SHA-256 of its {name} is {found[name]}, expected "
                f"{expected}. {remedy}"
            )
    return contents


def _cached_or_downloaded(source: Source, cache: Path) -> Path:
    path = cache / source.file
    if path.is_file() and pooch.file_hash(str(path)) == source.sha256:
        return path
    pooch.get_logger().setLevel("ERROR")  # the progress bar says enough
    store = pooch.create(
        path=cache,
        base_url="",
        registry={source.file: f"sha256:{source.sha256}"},
        urls={source.file: source.url},
        retry_if_failed=RETRIES,
    )
    return Path(store.fetch(source.file, downloader=pooch.HTTPDownloader(progressbar=True, timeout=TIMEOUT)))


def _reason(error: Exception, source: Source, cache: Path) -> str:
    match error:
        case requests.exceptions.SSLError():
            return f"the certificate of {source.url} could not be verified (see Troubleshooting in the README)"
        case requests.exceptions.HTTPError():
            return f"{source.url} answered with error {error.response.status_code}"
        case requests.exceptions.Timeout():
            return f"{source.url} did not answer in time"
        case requests.exceptions.RequestException():
            return f"{source.url} could not be reached"
        case ValueError():
            return f"what {source.url} sent failed its check ({_first_line(error)})"
        case OSError() if "TLS CA certificate" in str(error):
            return (
                f"REQUESTS_CA_BUNDLE or SSL_CERT_FILE names a certificate file that is not there ({_first_line(error)})"
            )
        case OSError():
            return f"the cache folder {cache} cannot be used ({_first_line(error)})"
    return f"{type(error).__name__}: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0].rstrip(".") or type(error).__name__


def _digest(content: NDArray | pd.DataFrame) -> str:
    if isinstance(content, pd.DataFrame):
        columns, array = list(content.columns), content.to_numpy(np.float64)
    else:
        columns, array = [], content
    form = f"{columns} {array.shape} {array.dtype}"
    return hashlib.sha256(form.encode() + np.ascontiguousarray(array).tobytes()).hexdigest()


def _read_npz(path: Path) -> dict[str, NDArray[np.uint8]]:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in MNIST.contents}


def _read_wine(path: Path) -> dict[str, pd.DataFrame]:
    return {"table": pd.read_csv(path, sep=";")}


def _draw_wine_stand_in() -> pd.DataFrame:
    """Draw from a Gaussian copula: correlated normal scores, each mapped to its column's quantiles.

    The scores are correlated by a Cholesky factor, which is unique. NumPy's `multivariate_normal` takes a singular
    value decomposition, whose signs differ between the processors' libraries, and with them the table.
    """
    summary = json.loads((SAMPLES / "red_wine_summary.json").read_text(encoding="utf-8"))
    factor = np.linalg.cholesky(np.array(summary["normal_score_correlation"]))
    scores = np.random.default_rng(0).standard_normal((summary["rows"], len(factor))) @ factor.T
    shares = np.vectorize(NormalDist().cdf)(scores)
    columns = {
        name: np.interp(share, summary["probabilities"], summary["quantiles"][name]).round(summary["decimals"][name])
        for name, share in zip(summary["columns"], shares.T, strict=True)
    }
    return pd.DataFrame(columns).astype({"quality": "int64"})
