"""Writes an image anew, so that nothing of it stays but its picture: no position, no camera, no second file behind it.

A program of its own, `python -I images.py JPEG < given > kept`: decoders meet hostile bytes here, in a process with
little memory and little time, and the process that serves pages never grows by a image. See docs/decisions/images.md.
"""

import io
import resource
import sys
import warnings
from typing import Any

from PIL import Image, ImageOps

MAX_PIXELS = 64_000_000
MAX_SIDE = 4_096  # pixels; what is larger is scaled down
MEMORY = 1_000_000_000  # bytes of addresses, the interpreter's own among them
SECONDS = 20
TOO_LARGE, BROKEN = 3, 4  # exit codes; inspection.py knows them
OPTIONS: dict[str, dict[str, Any]] = {"JPEG": {"quality": 88}, "PNG": {"optimize": False}, "WEBP": {"quality": 85}}


def bound() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def rewrite(given: bytes, kind: str) -> bytes:
    """The picture alone, turned as its camera meant it. Raises OverflowError for too many pixels."""
    Image.MAX_IMAGE_PIXELS = None  # judged here, by a number of our own
    with Image.open(io.BytesIO(given), formats=(kind,)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise OverflowError
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # JPEG only: large ones are unpacked smaller
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        image.thumbnail((MAX_SIDE, MAX_SIDE))
        see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
        wanted = "RGBA" if see_through and kind != "JPEG" else "RGB"
        plain = Image.new(wanted, image.size)
        plain.paste(image.convert(wanted))
    kept = io.BytesIO()
    plain.save(kept, kind, **OPTIONS[kind])
    return kept.getvalue()


def main() -> int:
    warnings.simplefilter("ignore")
    bound()
    try:
        kept = rewrite(sys.stdin.buffer.read(), sys.argv[1])
    except OverflowError:
        return TOO_LARGE
    except (OSError, ValueError, SyntaxError, MemoryError, KeyError, IndexError, EOFError):
        return BROKEN
    sys.stdout.buffer.write(kept)
    return 0


if __name__ == "__main__":
    sys.exit(main())
