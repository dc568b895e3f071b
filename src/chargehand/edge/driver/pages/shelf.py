"""Static files, read once, compressed once, kept in memory: a few hundred kilobytes."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from chargehand.edge.driver.problems import not_found

_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".webmanifest": "application/manifest+json",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
}
_COMPRESSED = ("text/", "application/manifest+json", "application/json", "image/svg+xml")
_COMPRESSED_FROM_BYTES = 500


@dataclass(frozen=True)
class _File:
    content: bytes
    compressed: bytes | None
    kind: str
    tag: str


@cache
def shelf_at(folder: Path) -> Shelf:
    """What stands there does not change while the process lives."""
    return Shelf(folder)


class Shelf:
    """The files below `folder`, by their path there. Names that begin with a dot are left alone."""

    def __init__(self, folder: Path) -> None:
        self._files: dict[str, _File] = {}
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            name = path.relative_to(folder).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
                self._files[name] = _read(path)
                digest.update(f"{name} {self._files[name].tag}\n".encode())
        self.version = digest.hexdigest()[:12]

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def serve(self, request: Request, name: str) -> Response:
        """The file; for ever if it was asked for by this version, otherwise to be asked for again (RFC 9111)."""
        file = self._files.get(name)
        if file is None:
            raise not_found()
        pinned = request.query_params.get("v") == self.version
        headers = {
            "Cache-Control": _FOREVER if pinned else "no-cache",
            "ETag": file.tag,
            "Vary": "Accept-Encoding",
        }
        if file.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return Response(
                file.compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type=file.kind
            )
        return Response(file.content, headers=headers, media_type=file.kind)


def _read(path: Path) -> _File:
    content = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    small = len(content) < _COMPRESSED_FROM_BYTES or not kind.startswith(_COMPRESSED)
    compressed = None if small else gzip.compress(content, 9, mtime=0)
    return _File(content, compressed, kind, f'"{hashlib.sha256(content).hexdigest()[:20]}"')
