"""Asks the web process whether it lives; run as a script, it is the container's health check."""

import os
import sys
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen


def answers(port: str, public_url: str, seconds: float = 5) -> bool:
    """Under the public name: the portal answers to no other."""
    request = Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": urlsplit(public_url).netloc})
    try:
        with urlopen(request, timeout=seconds) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(not answers(os.environ.get("PORT", "8000"), os.environ["PUBLIC_URL"]))
