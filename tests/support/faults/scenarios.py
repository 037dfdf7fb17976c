"""Every way in which a cluster fails here, and the function that makes it fail so; for those who have no Django too."""

#: Names of modules of this package, and of their functions.
SCENARIOS = {
    "F1 refused": "cluster_away:refused",
    "F2 hung": "cluster_away:hung",
    "F2 slow": "cluster_away:slow",
    "F3 a shard fails": "cluster_away:in_part",
    "F3 nonsense": "cluster_away:nonsense",
    "F3 answers cut": "cluster_away:cut_answers",
    "F4 busy": "cluster_writing:busy",
    "F4 read-only": "cluster_writing:read_only",
    "F5 mapping conflict": "cluster_writing:conflict",
    "F6 batch cut": "cluster_writing:cut",
    "F9 out of order": "cluster_writing:out_of_order",
    "F10 rebuild killed": "cluster_rebuild:killed_at_each_point",
    "F28 indexer stopped": "cluster_writing:indexer_stopped",
    "F29 poisoned row": "cluster_writing:poisoned",
    "A20 stopped, then rebuilt": "cluster_rebuild:stopped_and_rebuilt",
}
#: Resources of the site of which one document has a conflict, so that some 500 of them may be found, and of the others.
_MANY, _FEW = 545, 36


def resources_for(scenario: str) -> int:
    """How many resources its site has."""
    return _MANY if scenario.startswith("F5") else _FEW
