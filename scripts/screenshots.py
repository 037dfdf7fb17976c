"""Take the README's picture from a running demo: `python scripts/screenshots.py http://127.0.0.1:8000`."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Error

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.chromium import launched  # noqa: E402 - found through the line above
from tests.support.page_weight import RESOURCE_PAGES  # noqa: E402
from tests.support.requirements import CHROMIUM_PLACES  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "resource.png"
WIDTH, HEIGHT = 1280, 960
#: A page of text holds few colours: a palette keeps the picture light enough for the repository.
COLOURS, MOST_BYTES = 64, 250_000


def main() -> int:
    """Write the picture; 1 when it cannot be taken or is too heavy."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 1
    chromium = next((place for place in CHROMIUM_PLACES if Path(place).exists()), None)
    if chromium is None:
        print("No Chromium on this machine: install chromium.")
        return 1
    address = sys.argv[1].rstrip("/") + RESOURCE_PAGES["practice"]
    with launched(chromium) as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="fr-FR")
        try:
            answer = page.goto(address, wait_until="networkidle")
        except Error:
            answer = None
        if answer is None or not answer.ok:
            print(f"{address} did not answer: is `make demo` running?")
            return 1
        taken = page.screenshot()
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)
    weight = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {weight / 1000:.0f} kB")
    return int(weight > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
