"""Writing a book's files, all or nothing for each file, and comparing a folder with what a book would write."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from symmaml.errors import NotWritable

GENERATED = "generated"


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file so that at every moment it holds either the old text or the new; a device or pipe takes the text."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    if is_stream(path):
        try:
            path.write_bytes(data)
        except OSError as error:
            raise NotWritable(_complaint(path, error)) from error
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise NotWritable(_complaint(path, error)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, path)
    except OSError as error:
        raise NotWritable(_complaint(path, error)) from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def is_stream(path: Path) -> bool:
    """Whether a path is a device, a pipe, or a link to an open file such as /dev/stdout: never to be replaced."""
    is_link_to_open_file = path.is_symlink() and str(path.readlink()).startswith("/proc/")
    return is_link_to_open_file or (path.exists() and not path.is_file() and not path.is_dir())


def _complaint(path: Path, error: OSError) -> str:
    return f"cannot write {path}: {error.strerror or error}; name a place that can be written to"


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write all files of a book under a folder; files that are there already are replaced, others left alone."""
    for name, content in sorted(files.items()):
        write_atomically(folder / name, content)


def left_over(folder: Path, files: Mapping[str, str | bytes], optional: Collection[str] = ()) -> list[Path]:
    """Return the generated files that the book does not have; `optional` names those that it may have."""
    kept = {folder / name for name in (*files, *optional)}
    present = (folder / GENERATED).rglob("*") if (folder / GENERATED).is_dir() else ()
    return sorted(path for path in present if not path.is_dir() and path not in kept)


def stale(folder: Path, files: Mapping[str, str | bytes], optional: Collection[str] = ()) -> list[str]:
    """Return the names of the files under a folder that differ from the book, are missing, or are left over."""
    differing = []
    for name, content in sorted(files.items()):
        expected = content.encode("utf-8") if isinstance(content, str) else content
        path = folder / name
        if path.is_symlink() or not path.is_file() or path.read_bytes() != expected:
            differing.append(name)
    return differing + [str(path.relative_to(folder)) for path in left_over(folder, files, optional)]
