"""A worker of a site, for its memory: `python -m benchmarks.elasticsearching.worker QUESTIONS [HOST PREFIX]`.

Without a host it asks nothing. Prints {"bytes", "imports_client"}.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

import django


def main(told: str, *whom: str) -> None:
    """Import what a site imports, read the questions, ask them if told whom."""
    django.setup()
    import_module("home.urls")
    from benchmarks.held import held
    from benchmarks.questions import read_questions

    questions = read_questions(Path(told))
    queries = [question.query() for question in questions]
    if whom:
        from benchmarks.elasticsearching.node import engine_on
        from benchmarks.page import answer

        engine = engine_on(*whom)
        for question, query in zip(questions, queries, strict=True):
            if question.kind.startswith(("text", "browse")):
                engine.search(query)
            else:
                answer(engine, question)
    print(json.dumps({"bytes": held("/nowhere"), "imports_client": "elasticsearch" in sys.modules}))


if __name__ == "__main__":
    main(*sys.argv[1:])
