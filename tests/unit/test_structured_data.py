"""JSON-LD that no text can close."""

import json

from resource_centre.web.structured_data import safe_json


def test_nothing_can_close_the_script_element() -> None:
    text = "</script><script>alert(1)</script><!-- & \u2028"
    printed = safe_json({"name": text})
    assert not {"<", ">", "&", "\u2028"} & set(printed)
    assert json.loads(printed) == {"name": text}
