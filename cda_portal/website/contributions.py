def content_paths() -> set[str]:
    """Without language prefix. A page listed here is kept for a minute and shown to everybody without a session."""
    return {"/", "/call/", "/privacy/", "/accessibility/", "/contact/"}
