"""The form of an index: analysis, fields, and the name that both give it.

An index is only searched by the code that would make the same one: `schema_name` changes with the fields, with the
analysis and with the languages, and is part of the index's name. Source: ARCHITECTURE.md, decision 43.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from elasticsearch.dsl import Double, Field, GeoPoint, Keyword, Long, Object, Text

from resource_centre.search.documents import MOST_CHARACTERS
from resource_centre.text.characters import OTHER_LENGTH, SAME_LENGTH
from resource_centre.text.elision import ARTICLES
from resource_centre.text.stop_words import ENGLISH, FRENCH

#: Raised by hand when what is stored changes and the fields do not.
FORM = 3
#: Texts of a document, by what they are; the first two weigh as titles.
TITLE, NAMES, SUMMARY, BODY = ("title", "names", "summary", "body")
#: Where the texts of a language that the index does not know are: searched by their unstemmed words alone.
OTHER = "other"
#: Every unstemmed word, in order; words that complete a title; how a body begins and ends.
EXACT, TYPED, EDGES = "exact", "typed", "edges"
#: Values by facet: filed under, at any level, at the levels above alone (`within` without `own`), and what a document
#: says that it lacks (`own` without `within`: "no territory").
OWN, WITHIN, ABOVE, LACKING = FACETS = ("own", "within", "above", "lacking")

_ELIDED = {"fr": ["elision"]}
_STEMMED = {
    "fr": ["lowercase", "stop_fr", "light_french"],
    "en": ["lowercase", "stop_en", "possessive_english", "minimal_english"],
}


def everything(language: str) -> str:
    """The field of all stems of a language, for matches: whether a document holds them, and nothing of how often."""
    return f"all_{language}"


def analysis(languages: Sequence[str]) -> Mapping[str, Any]:
    """The chains of `text/` in Elasticsearch's words: one a language, and the unstemmed one of the default language."""
    chains = {name: [*_ELIDED.get(name, []), *_STEMMED.get(name, ["lowercase"]), "asciifolding"] for name in languages}
    chains[EXACT] = [*_ELIDED.get(languages[0], []), "lowercase", "asciifolding"]
    mappings = [f"{_escaped(one)}=>{other}" for one, other in {**SAME_LENGTH, **OTHER_LENGTH}.items()]
    return {
        "char_filter": {"characters": {"type": "mapping", "mappings": mappings}},
        "filter": {
            "elision": {"type": "elision", "articles_case": True, "articles": sorted(ARTICLES)},
            "stop_fr": {"type": "stop", "stopwords": sorted(FRENCH)},
            "stop_en": {"type": "stop", "stopwords": sorted(ENGLISH)},
            "light_french": {"type": "stemmer", "language": "light_french"},
            "possessive_english": {"type": "stemmer", "language": "possessive_english"},
            "minimal_english": {"type": "stemmer", "language": "minimal_english"},
        },
        "analyzer": {
            name: {"type": "custom", "char_filter": ["characters"], "tokenizer": "standard", "filter": filters}
            for name, filters in chains.items()
        },
    }


def mappings(languages: Sequence[str]) -> Mapping[str, Any]:
    """Fields. Nothing else is taken, save new facets: what a vocabulary is called is an editor's choice."""
    texts = {name: Object(properties=_texts(name, [everything(name), EXACT])) for name in languages}
    texts[OTHER] = Object(properties=_texts(EXACT, [EXACT]))
    fields = {
        **dict.fromkeys(("id", "collection", "access", "language", "title_key", "dated"), Keyword()),
        "texts": Object(properties=texts),
        **{everything(name): _whole(name, "docs") for name in languages},
        EXACT: _whole(EXACT, "positions"),
        TYPED: Text(analyzer="whitespace", norms=False, index_prefixes={"min_chars": 1}),
        EDGES: Object(enabled=False),
        "updated": Long(),
        "published": Long(),
        "expires": Double(),
        "places": GeoPoint(),
        **dict.fromkeys(FACETS, Object(dynamic=True)),
    }
    facets = {"path_match": [f"{name}.*" for name in FACETS], "mapping": Keyword().to_dict()}
    return {
        "dynamic": "strict",
        "dynamic_templates": [{"facets": facets}],
        "properties": {name: field.to_dict() for name, field in fields.items()},
    }


def _texts(analyzer: str, copies: Sequence[str]) -> dict[str, Field]:
    field = Text(analyzer=analyzer, copy_to=list(copies))
    # The longest is marked from what was stored of its words' places; the others are cheap to cut again.
    body = Text(analyzer=analyzer, copy_to=list(copies), index_options="offsets")
    return {TITLE: field, NAMES: field, SUMMARY: field, BODY: body}


def _whole(analyzer: str, options: Literal["docs", "positions"]) -> Field:
    return Text(analyzer=analyzer, index_options=options, norms=False)


def settings(languages: Sequence[str], shards: int, replicas: int) -> Mapping[str, Any]:
    """Settings of a new index: what is deleted is remembered for a day, so that no late change brings it back."""
    return {
        "number_of_shards": shards,
        "number_of_replicas": replicas,
        "gc_deletes": "24h",
        "highlight": {"max_analyzed_offset": MOST_CHARACTERS},
        "mapping": {"total_fields": {"limit": 2_000}},
        "analysis": analysis(languages),
    }


def schema_name(languages: Sequence[str]) -> str:
    """The name of the form of an index, twelve characters: it changes whenever an old one would answer otherwise."""
    form = json.dumps([FORM, list(languages), mappings(languages), analysis(languages)], sort_keys=True)
    return hashlib.sha256(form.encode()).hexdigest()[:12]


def _escaped(character: str) -> str:
    return character if character.isalpha() else f"\\u{ord(character):04x}"
