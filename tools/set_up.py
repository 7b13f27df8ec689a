"""Set the course up in `.venv`, and run a program there, with nothing from the user's environment that changes either.

Usage: python3 tools/set_up.py [--python FILE] [--group NAME] [--extra NAME] [PROGRAM [ARGUMENT ...]]

Any Python from 3.8 on can run this file, with its standard library alone. uv, in an environment of its own (`.uv`),
finds or downloads a Python that TensorFlow has packages for and installs what `uv.lock` names, file by file with its
hash, from wherever the user's pip and uv get packages. `.venv` is made anew when its Python is gone or another version,
or when the folder was moved or copied.
"""

from __future__ import annotations  # Python 3.8

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
UV_HOME = ROOT / ".uv"
STAMP = VENV / "course.json"
LOG = ROOT / "build" / "set_up.log"
UV_VERSION = "0.13.8"
PYTHONS = (3, 11), (3, 13)  # the oldest and the newest that TensorFlow has packages for
BIN = "Scripts" if os.name == "nt" else "bin"

# What a user's environment must not change, by the beginning of the names, and why; what stays is named.
DROPPED = {
    "PYTHON": "other modules, warnings as errors, no bytecode, another encoding",
    "PYTEST_": "options and plugins of another project",
    "PY_COLORS": "tests read what pytest prints",
    "FORCE_COLOR": "the same",
    "CLICOLOR": "the same",
    "NO_COLOR": "the same",
    "COLUMNS": "the width of tables",
    "LINES": "the same",
    "JUPYTER_COLUMNS": "the same",
    "JUPYTER_LINES": "the same",
    "JUPYTER_PATH": "kernels of another environment",
    "JUPYTER_PREFER_ENV_PATH": "the same",
    "JUPYTER_CONFIG_PATH": "settings of another project",
    "IPYTHON": "profiles that change what a cell shows",
    "MPL": "backends that show no picture, styles",
    "MATPLOTLIBRC": "styles",
    "KERAS_": "another backend, fewer epochs",
    "TF_USE_LEGACY_KERAS": "Keras 2",
    "TF_CPP_": "log lines in the page",
    "TF_XLA_FLAGS": "other kernels, other figures",
    "XLA_FLAGS": "the same; an unknown one ends the kernel",
    "TF_CONFIG": "a cluster of another project",
    "TQDM_": "progress bars",
    "VIRTUAL_ENV": "another environment",
    "CONDA_": "the same",
    "GIT_": "the repository of a hook that runs this",
    "PIP_": "another place to install into, no index",
    "UV_": "another Python, other versions, no developers' tools",
    "__PYVENV_LAUNCHER__": "another Python on macOS",
}
KEPT = re.compile(
    r"KERAS_HOME|PIP_CONFIG_FILE|UV_CONFIG_FILE|GIT_(SSL|SSH|PROXY|CONFIG)\w*"
    r"|(PIP|UV)_\w*(INDEX|FIND_LINKS|CERT|TLS|PROXY|HOST|TIMEOUT|RETRIES|KEYRING|CACHE_DIR|USERNAME|PASSWORD)\w*"
    r"|UV_(PYTHON_INSTALL_(DIR|MIRROR)|PYTHON_CACHE_DIR|LINK_MODE|CONCURRENT_\w+)"
)
NEVER = re.compile(r"(PIP_NO_INDEX|UV_NO_INDEX|UV_INDEX_STRATEGY|PIP_NO_CACHE_DIR)")

UV_OF_ITS_OWN = {
    "UV_NO_CONFIG": "1",
    "UV_COMPILE_BYTECODE": "1",  # without it each kernel compiles TensorFlow anew: 13 s instead of 4
    "UV_INDEX_STRATEGY": "unsafe-best-match",  # safe here: every file must have the hash of uv.lock
    "UV_PROJECT_ENVIRONMENT": str(VENV),
}

# What the installers print when something is in the way, and what to say then. The first that fits is said.
REASONS = (
    (
        r"No space left|os error 28|not enough space|Disk quota",
        "the disk is full: the course needs about 3 GB, downloads included. Free some, then again.",
    ),
    (
        r"ensurepip|No module named venv|python3-venv",
        "this Python cannot make environments: on Debian and Ubuntu `sudo apt install python3-venv`, then again.",
    ),
    (
        r"SOCKS|unsupported proxy|Unknown proxy|unknown scheme",
        "the proxy {proxy} is one that pip or uv cannot use: name an http proxy in HTTPS_PROXY, then again.",
    ),
    (
        r"CERTIFICATE|certificate|UnknownIssuer|self.signed",
        "a certificate cannot be verified: set SSL_CERT_FILE to the certificate file of your network, then again.",
    ),
    (
        r"error sending request|[Ff]ailed to (fetch|download)|dns error|[Tt]imed? ?out|Max retries|[Cc]onnect",
        "the packages cannot be downloaded{proxied}. Go online (or name a mirror in PIP_INDEX_URL), then again.",
    ),
    (
        r"[Hh]ash mismatch|THESE PACKAGES DO NOT MATCH|does not match the expected",
        "the package index{index} sends a file that is not the one in uv.lock: it may be damaged or altered.",
    ),
    (
        r"No (solution|matching distribution)|not find a version|no wheels|no version of|not found in the",
        "the package index{index} does not have all that uv.lock names{platform}.",
    ),
    (
        r"[Rr]ead-only|os error (30|13)|Permission denied|Errno (13|30)|Access is denied",
        f"{ROOT} cannot be written: ask who installed the course there to set it up, or copy the folder to your own.",
    ),
)


class SetUpError(Exception):
    """Set-up cannot go on; the message says what is in the way and what to do."""


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return `environment` without what would change the set-up, the tests or a page (`DROPPED`)."""
    kept = {
        name: value
        for name, value in environment.items()
        if not name.upper().startswith(tuple(DROPPED)) or (KEPT.fullmatch(name.upper()) and not NEVER.match(name))
    }
    kept["PYTHONUTF8"] = "1"  # whatever the locale
    kept["PYTHONNOUSERSITE"] = "1"
    kept["KERAS_BACKEND"] = "tensorflow"  # whatever a keras.json says
    kept["JUPYTER_PREFER_ENV_PATH"] = "1"  # a kernel python3 in the home is that of another environment
    for name in ("TMPDIR", "TEMP", "TMP"):
        if name in kept and not os.access(kept[name], os.W_OK):
            del kept[name]
    home = kept.get("USERPROFILE" if os.name == "nt" else "HOME", "")
    if not home or not os.access(home, os.W_OK):
        kept["HOME"] = str(house() / "home")
    for name in ("no_proxy", "NO_PROXY"):  # JupyterLab, TensorBoard and the tests' servers are on this machine
        kept[name] = ",".join([*filter(None, [kept.get(name)]), "127.0.0.1", "localhost", "::1"])
    if kept.get("COURSE_DATA", "sample") not in ("", "sample"):
        kept["COURSE_DATA"] = str(Path(kept["COURSE_DATA"]).expanduser().absolute())  # kernels run in another folder
    return kept


def house() -> Path:
    """Return a folder for profiles and caches of the course's own: in `build`, or a new one where that is read-only."""
    folder = ROOT / "build" / "house"
    try:
        (folder / "home").mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="course-"))
        (folder / "home").mkdir()
    return folder


def course_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the clean environment with the course's own programs first, and a profile of IPython's of its own."""
    clean, own = clean_environment(environment), house()
    for name in [name for name in clean if name.upper().startswith("UV_") and re.search("INDEX|LINKS|CONFIG", name)]:
        del clean[name]  # what is locked does not depend on where it is downloaded from
    clean.update(UV_OF_ITS_OWN)
    clean["PATH"] = os.pathsep.join([str(VENV / BIN), str(UV_HOME / BIN), clean.get("PATH", os.defpath)])
    clean["VIRTUAL_ENV"] = str(VENV)
    clean["IPYTHONDIR"], clean["MPLCONFIGDIR"] = str(own / "ipython"), str(own / "matplotlib")
    profile = own / "ipython" / "profile_default" / "ipython_config.py"
    if not profile.is_file():
        profile.parent.mkdir(parents=True, exist_ok=True)
        # A file named keras.py beside a notebook must not be what `import keras` finds.
        profile.write_text("c = get_config()\nc.InteractiveShellApp.ignore_cwd = True\n", encoding="utf-8")
    return clean


# --- is it set up?


def wanted() -> dict[str, Any]:
    """Return what `.venv` must have been made of: this folder, these files, this way."""
    digest = hashlib.sha256(UV_VERSION.encode())
    for name in ("uv.lock", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes().replace(b"\r\n", b"\n"))
    return {"folder": str(ROOT), "files": digest.hexdigest()}


def stamp() -> dict[str, Any]:
    """Return what was noted when `.venv` was made, or {}."""
    try:
        return json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def version_of(python: Path | str) -> list[int] | None:
    """Return the version of an interpreter as [major, minor], or None if it does not start."""
    program = "import json, sys; print(json.dumps(list(sys.version_info[:2])))"
    try:
        done = subprocess.run([str(python), "-I", "-c", program], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        return json.loads(done.stdout.decode())
    except (OSError, ValueError):
        return None


def is_ready(noted: Mapping[str, Any], asked: str | None) -> bool:
    """Return whether `.venv` can be used as it is; `asked` is an interpreter that was asked for, or None."""
    if any(noted.get(name) != value for name, value in wanted().items()):
        return False
    found = version_of(VENV / BIN / "python")
    return found is not None and found == noted.get("python") and (asked is None or found == version_of(asked))


# --- where packages come from


def toml_of(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file, {} where there is none or it cannot be read."""
    program = "import json, sys\ntry: import tomllib\nexcept ImportError: from pip._vendor import tomli as tomllib\n"
    program += "print(json.dumps(tomllib.load(open(sys.argv[1], 'rb')), default=str))"
    command = [uv_python(), "-I", "-c", program, str(path)]  # Python has a reader from 3.11 on, before that only pip
    try:
        return json.loads(subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode())
    except (OSError, ValueError):
        return {}


def sources(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Return where the user's pip and uv get packages, by option: index, extra, links, certificate, proxy, trusted.

    From pip's variables and files first, then from uv's. Nothing else of those settings has an effect.
    """
    found: dict[str, list[str]] = {}
    command = [uv_python(), "-I", "-m", "pip", "config", "list"]
    listed = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    names = {
        "index-url": "index",
        "extra-index-url": "extra",
        "find-links": "links",
        "cert": "certificate",
        "proxy": "proxy",
        "trusted-host": "trusted",
    }
    for line in listed.decode("utf-8", "replace").splitlines():
        match = re.match(r"(global|install|:env:)\.([\w-]+)=(['\"])(.*)\3$", line.strip())
        if match and match.group(2) in names:
            value = match.group(4).replace("\\n", " ").split()
            found.setdefault(names[match.group(2)], value)
    for settings in map(toml_of, filter(Path.is_file, uv_settings(environment))):
        for part in (settings, settings.get("pip", {})):
            for index in part.get("index", []):
                found.setdefault("index" if index.get("default") else "extra", []).append(index["url"])
            for name, option in (("index-url", "index"), ("extra-index-url", "extra"), ("find-links", "links")):
                value = part.get(name, [])
                if value:
                    found.setdefault(option, [value] if isinstance(value, str) else value)
    return found


def uv_settings(environment: Mapping[str, str]) -> list[Path]:
    """Return the files in which uv looks for settings of the user and of the machine."""
    if environment.get("UV_CONFIG_FILE"):
        return [Path(environment["UV_CONFIG_FILE"])]
    if os.name == "nt":
        roots = [environment.get("APPDATA", ""), environment.get("PROGRAMDATA", "")]
    else:
        roots = [environment.get("XDG_CONFIG_HOME") or str(Path(environment.get("HOME", "/")) / ".config"), "/etc"]
    return [Path(root) / "uv" / "uv.toml" for root in roots if root]


def installing_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the clean environment with the user's sources told to pip and uv, and no other settings of theirs."""
    told = clean_environment(environment)
    found = sources(told)
    for option, pip, uv, joint in (
        ("index", "PIP_INDEX_URL", "UV_DEFAULT_INDEX", " "),
        ("extra", "PIP_EXTRA_INDEX_URL", "UV_INDEX", " "),
        ("links", "PIP_FIND_LINKS", "UV_FIND_LINKS", ","),
        ("trusted", "PIP_TRUSTED_HOST", "UV_INSECURE_HOST", " "),
    ):
        if option in found:
            told.setdefault(pip, " ".join(found[option]))
            told.setdefault(uv, joint.join(found[option]))
    if "certificate" in found:
        told.setdefault("SSL_CERT_FILE", found["certificate"][0])
    if "proxy" in found:
        told.setdefault("HTTPS_PROXY", found["proxy"][0])
        told.setdefault("HTTP_PROXY", found["proxy"][0])
    told.pop("UV_CONFIG_FILE", None)
    told.update(UV_OF_ITS_OWN, PIP_CONFIG_FILE=os.devnull, PIP_DISABLE_PIP_VERSION_CHECK="1")
    return told


# --- setting up


def say(sentence: str) -> None:
    """Print a line at once."""
    print(sentence, flush=True)


def run(command: list[Any], environment: Mapping[str, str], **options: Any) -> str:
    """Run an installer and return what it printed; raise SetUpError with the reason if it fails."""
    done = subprocess.run(
        [str(part) for part in command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
    )
    printed = done.stdout.decode("utf-8", "replace")
    if done.returncode:
        raise SetUpError(reason(printed, environment))
    return printed


def reason(printed: str, environment: Mapping[str, str]) -> str:
    """Return in a sentence why an installer failed, from what it printed, and where all of that stands."""
    names = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy")
    proxy = next((f"{name}={environment[name]}" for name in names if environment.get(name)), "")
    index = environment.get("PIP_INDEX_URL") or environment.get("UV_DEFAULT_INDEX", "")
    words = {
        "proxy": without_password(proxy) or "that is set",
        "proxied": f" through the proxy that is set, {without_password(proxy)}" if proxy else "",
        "index": f" ({without_password(index)})" if index else "",
        "platform": " for this machine ({} {})".format(
            sys.platform, os.uname().machine if hasattr(os, "uname") else ""
        ),
    }
    said = next((text for pattern, text in REASONS if re.search(pattern, printed)), None)
    last = [line for line in printed.strip().splitlines() if line.strip()][-1:] or ["nothing was printed"]
    sentence = said.format(**words) if said else f"an installer failed: {last[0].strip()}"
    try:
        LOG.parent.mkdir(exist_ok=True)
        LOG.write_text(without_password(printed), encoding="utf-8")
        return f"{sentence}\n(All that was printed: {LOG.relative_to(ROOT)})"
    except OSError:
        return f"{sentence}\n{without_password(printed.strip())}"


def without_password(text: str) -> str:
    """Return a text with the passwords of its addresses left out."""
    return re.sub(r"(?<=://)[^/\s@]+@", "", text)


def uv_python() -> str:
    """Return the interpreter of uv's own environment."""
    return str(UV_HOME / BIN / "python")


def uv() -> str:
    """Return the program uv in its own environment."""
    return str(UV_HOME / BIN / "uv")


def get_uv(environment: Mapping[str, str]) -> dict[str, str]:
    """Make uv's own environment, with whichever Python runs this; return the environment to install with."""
    noted = UV_HOME / "course.json"
    made_of = json.dumps([str(ROOT), UV_VERSION])
    ready = noted.is_file() and noted.read_text(encoding="utf-8") == made_of and version_of(uv_python())
    if ready:
        return installing_environment(environment)
    shutil.rmtree(str(UV_HOME), ignore_errors=True)
    clean = clean_environment(environment)
    run([sys.executable, "-I", "-m", "venv", UV_HOME], dict(clean, PIP_CONFIG_FILE=os.devnull))
    told = installing_environment(environment)
    run([uv_python(), "-I", "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}"], told)
    noted.write_text(made_of, encoding="utf-8")
    return told


def choose_python(asked: str | None, told: Mapping[str, str]) -> str:
    """Return the interpreter for `.venv`: the one that was asked for, the one that runs this, or what uv finds."""
    (oldest, newest), fits = PYTHONS, ">={}.{},<{}.{}".format(*PYTHONS[0], PYTHONS[1][0], PYTHONS[1][1] + 1)
    python = asked or sys.executable
    version = version_of(python)
    if version and oldest <= tuple(version) <= newest:
        return python
    have = "{} is Python {}".format(python, ".".join(map(str, version))) if version else f"{python} is no Python"
    if asked:
        raise SetUpError(f"{have}; the course needs 3.{oldest[1]} to 3.{newest[1]}.")
    found = subprocess.run(
        [uv(), "python", "find", "--system", "--no-python-downloads", fits],
        env=told,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if not found.returncode:
        python = found.stdout.decode("utf-8", "replace").strip()
        say(f"{have}; the course takes {python}, which TensorFlow has packages for.")
        return python
    say(f"{have}, which TensorFlow has no packages for, and no other was found: uv downloads 3.{newest[1]}.")
    try:
        run([uv(), "python", "install", f"3.{newest[1]}"], told)
        return run([uv(), "python", "find", "--system", fits], dict(told)).strip()
    except SetUpError as error:
        raise SetUpError(
            f"the course needs Python 3.{oldest[1]} to 3.{newest[1]}, {have}, and none can be downloaded: install one "
            f"(python.org, or your system's packages), then again.\n{error}"
        ) from None


def make(asked: str | None, environment: Mapping[str, str], groups: list[str], extras: list[str]) -> None:
    """Make `.venv` or bring it up to date."""
    say(f"setting up in {VENV} (a minute or two, about 1 GB to download the first time)")
    told = get_uv(environment)
    noted = stamp()
    new = noted.get("folder") != str(ROOT) or version_of(VENV / BIN / "python") != noted.get("python") or bool(asked)
    if new:
        python = choose_python(asked, told)
        if VENV.exists():
            say("making .venv anew: its Python is gone or another version, or the folder was moved or copied")
            shutil.rmtree(str(VENV))
        run([uv(), "venv", "--python", python, VENV], told)
    try:
        install(told, groups, extras)
        noted = dict(wanted(), python=version_of(VENV / BIN / "python"))
        STAMP.write_text(json.dumps(noted), encoding="utf-8")
    except (SetUpError, OSError):
        if new:  # half an environment would only be in the way, and on a full disk it fills it
            shutil.rmtree(str(VENV), ignore_errors=True)
        raise


def install(told: Mapping[str, str], groups: list[str], extras: list[str]) -> None:
    """Install what uv.lock names, and make `helpers` importable."""
    chosen = [word for group in groups for word in ("--group", group)]
    chosen += [word for extra in extras for word in ("--extra", extra)]
    export = [uv(), "export", "--quiet", "--frozen", "--no-emit-project", "--no-header", *chosen]
    locked = run(export, told, cwd=str(ROOT))
    file = VENV / "locked.txt"
    file.write_text(locked, encoding="utf-8")
    command = [uv(), "pip", "install", "--python", VENV, "--require-hashes", "--no-deps", "--requirements", file]
    run(command, told, cwd=str(VENV))
    (packages,) = VENV.glob("Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages")
    # Relative, so that neither the encoding of the path nor a move can break it.
    (packages / "course.pth").write_text(os.path.relpath(str(ROOT), str(packages)) + "\n", encoding="ascii")


def main(arguments: list[str]) -> int:
    """Set up if need be, then become the program that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="the interpreter to make .venv with")
    parser.add_argument("--group", action="append", default=[], help="a dependency group beyond dev, such as browser")
    parser.add_argument("--extra", action="append", default=[], help="an optional part of the course: gpu")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="a program of .venv, and its arguments")
    chosen = parser.parse_args(arguments)
    asked = shutil.which(chosen.python) if chosen.python else None
    if chosen.python and not asked:
        raise SetUpError(f"there is no program {chosen.python}.")
    environment = dict(os.environ)
    if not is_ready(stamp(), asked) or chosen.group or chosen.extra:
        make(asked, environment, chosen.group, chosen.extra)
    if not chosen.command:
        return 0
    ours = course_environment(environment)
    program = shutil.which(chosen.command[0], path=ours["PATH"]) or chosen.command[0]
    os.chdir(str(ROOT))
    if os.name != "nt":  # there the shell would not wait for it
        os.execve(program, [program, *chosen.command[1:]], ours)
    return subprocess.run([program, *chosen.command[1:]], env=ours).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetUpError as error:
        sys.exit(f"The course is not set up: {error}")
    except OSError as error:
        sys.exit(f"The course is not set up: {reason(str(error), {})}")
