"""What is told of a cluster. Apart from the client, which a site that has no cluster need not install."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Where the nodes are and how they are used.

    hosts: ("https://search.example.org:9200",). prefix: begins the name of everything of ours, so that a cluster may
    be shared. timeout: seconds that a page waits. refresh: wait at each write until it is seen by searches, instead of
    a second at most.
    """

    hosts: tuple[str, ...] = ()
    prefix: str = "resource-centre"
    api_key: str = ""
    user: str = ""
    password: str = ""
    ca_certs: str = ""
    cloud_id: str = ""
    timeout: float = 2.0
    shards: int = 1
    replicas: int = 0
    refresh: bool = False
