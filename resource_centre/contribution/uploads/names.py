"""Names of files that people send: only the last part, and of it only what can be seen."""

import unicodedata

#: Characters of a whole name, its end included.
LONGEST = 100
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(1, 10))})


def clean_name(raw: str) -> str:
    """A name that can be shown and stored: clean_name("../../Bilan\\u202e\\x00 2024.PDF") is "Bilan 2024.pdf".

    No folder, no control or bidi character, no name that a system keeps for itself, one dot, 100 characters at most; ""
    when nothing is left.
    """
    last = raw.replace("\\", "/").rpartition("/")[2]
    seen = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char) not in _UNSEEN)
    text = " ".join("".join("_" if char in '<>:"|?*' else char for char in seen).split()).strip(". ")
    stem, _dot, extension = text.rpartition(".")
    if not stem:
        stem, extension = extension, ""
    stem = stem.replace(".", "-").strip("- ") or "_"
    if not text:
        return ""
    if stem.lower() in _RESERVED:
        stem = f"_{stem}"
    end = f".{extension.lower()[:20]}" if extension else ""
    return f"{stem[: LONGEST - len(end)].rstrip()}{end}"


def extension_of(name: str) -> str:
    """How it ends: extension_of("Bilan.pdf") is "pdf", "" without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""
