import re
import unicodedata


def slugify(title: str, separator: str = "-") -> str:
    """Turn a title into something safe for a URL."""
    text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^\w\s-]", "", text).strip().lower()
    return re.sub(r"[\s_-]+", separator, text)
