"""Counts of a facet, as aggregations and back: exact, picked values kept at nought, nothing cut without a word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resource_centre.search.engines.elasticsearch.conditions import Condition, every
from resource_centre.search.engines.elasticsearch.matching import carries, filed
from resource_centre.search.engines.elasticsearch.schema import ABOVE, OWN, WITHIN
from resource_centre.search.errors import QuestionRefused
from resource_centre.search.facets import AtAnyLevel, Bucket, FacetCounts, FacetSpec, at_any_level, in_order, itself

Aggregations = dict[str, Any]
Reply = Mapping[str, Any]
#: Values that may stand above those that documents are filed under: a tree has few branches.
MOST_ABOVE = 10_000
#: Values of a facet that are counted one by one, when each stands for others than itself.
MOST_WIDE = 10_000
#: Values counted by one aggregation of the second request, which holds as many aggregations as it takes.
AT_ONCE = 500


@dataclass(frozen=True)
class FacetCount:
    """The counts of one facet over the documents of one part of a request.

    A facet whose values stand for themselves, or for themselves alone, is counted by one list of values: picked ones,
    counted apart, may be of either sort. Where a value stands for others (`around`, `applies`), each value met is
    counted by a condition: `more` asks for them.

    What cannot be counted is QuestionRefused: the cluster is well, and answers other questions.
    """

    spec: FacetSpec
    picked: Sequence[str]
    shards: int = 1

    @property
    def _is_listed(self) -> bool:
        reach = self.spec.reach
        if isinstance(reach, AtAnyLevel):
            return reach.alone <= set(self.picked)
        return reach in (at_any_level, itself)

    @property
    def _field(self) -> str:
        return f"{OWN if self.spec.reach is itself else WITHIN}.{self.spec.name}"

    @property
    def asked(self) -> Aggregations:
        """What the first request asks."""
        found: Aggregations = {"picked": self._conditions(self.picked)} if self.picked else {}
        if not self._is_listed:
            if self.spec.only is not None:
                return found | {"wide": self._conditions(sorted(self.spec.only))}
            return found | {"met": _values(f"{WITHIN}.{self.spec.name}", MOST_WIDE, self.shards)}
        found["listed"] = _values(self._field, self.spec.size + len(self.picked) + 1, self.shards, self.spec.only)
        if self.spec.reach is not itself:
            found["above"] = _values(f"{ABOVE}.{self.spec.name}", MOST_ABOVE, self.shards, self.spec.only)
        return found

    @property
    def may_ask_more(self) -> bool:
        """Whether the first reply says which values are to be counted by conditions of their own."""
        return not self._is_listed and self.spec.only is None

    def more(self, reply: Reply) -> tuple[str, ...]:
        """Those values; only where the facet may ask."""
        met = [one["key"] for one in _exact(reply["met"])]
        if reply["met"]["sum_other_doc_count"]:
            raise QuestionRefused(f"The facet {self.spec.name} has more than {MOST_WIDE:,} values to count one by one.")
        return tuple(key for key in met if key not in self.picked)

    def _conditions(self, keys: Sequence[str]) -> Aggregations:
        """For each key two counts: what it stands for, and of that what is filed under it."""
        found: list[Any] = []
        for key in keys:
            stands = carries(self.spec, key)
            found += [stands, every([stands, filed(self.spec.name, [key])])]
        return {"filters": {"filters": found}}

    def asked_more(self, keys: Sequence[str]) -> Aggregations:
        """What a second request asks of those keys."""
        return {f"wide{number}": self._conditions(batch) for number, batch in enumerate(_batches(keys))}

    def read(self, reply: Reply, wide: Sequence[Bucket] = ()) -> FacetCounts:
        """The counts, from the reply to what was asked, and from that to a second request."""
        shown = self._counted(reply.get("picked"), self.picked, picked=True)
        if self._is_listed:
            others = self._listed(reply)  # in the order of every engine: Elasticsearch gives counts, then keys
        elif self.spec.only is not None:
            others = in_order(self._counted(reply["wide"], sorted(self.spec.only)))
        else:
            others = in_order(wide)
        left = [bucket for bucket in others if bucket.count and bucket.key not in self.picked]
        return FacetCounts(self.spec.name, (*in_order(shown), *left[: self.spec.size]), len(left) > self.spec.size)

    def read_more(self, reply: Reply, keys: Sequence[str]) -> list[Bucket]:
        """Buckets of the second request."""
        counted = (self._counted(reply[f"wide{number}"], batch) for number, batch in enumerate(_batches(keys)))
        return [bucket for buckets in counted for bucket in buckets]

    def _counted(self, reply: Reply | None, keys: Sequence[str], *, picked: bool = False) -> list[Bucket]:
        if reply is None:
            return []
        counts = [bucket["doc_count"] for bucket in reply["buckets"]]
        return [Bucket(key, counts[2 * place], counts[2 * place + 1], picked) for place, key in enumerate(keys)]

    def _listed(self, reply: Reply) -> list[Bucket]:
        counts = _exact(reply["listed"])
        if self.spec.reach is itself:
            return [Bucket(one["key"], one["doc_count"], one["doc_count"]) for one in counts]
        above = {one["key"]: one["doc_count"] for one in _exact(reply["above"])}
        if reply["above"]["sum_other_doc_count"]:
            raise QuestionRefused(f"The facet {self.spec.name} has more than {MOST_ABOVE:,} values above others.")
        return [Bucket(one["key"], one["doc_count"], one["doc_count"] - above.get(one["key"], 0)) for one in counts]


def _batches(keys: Sequence[str]) -> list[Sequence[str]]:
    return [keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE)]


def _values(field: str, size: int, shards: int, only: frozenset[str] | None = None) -> Aggregations:
    """The most frequent values. On several shards each is asked for all of its own, so that sums are exact."""
    terms: Aggregations = {"field": field, "size": size}
    if only is not None:
        terms["include"] = sorted(only)
    if shards > 1:
        terms["shard_size"] = max(size, MOST_ABOVE)
    return {"terms": terms}


def _exact(reply: Reply) -> Sequence[Mapping[str, Any]]:
    """Keys and their counts. Raises QuestionRefused for counts that may be too low: shards did not tell all."""
    if reply["doc_count_error_upper_bound"]:
        raise QuestionRefused("Counts are not exact on so many shards: use fewer.")
    buckets: Sequence[Mapping[str, Any]] = reply["buckets"]
    return buckets


def number_of(condition: Condition) -> Aggregations:
    """A number of documents that fulfil a condition."""
    return {"filter": condition}
