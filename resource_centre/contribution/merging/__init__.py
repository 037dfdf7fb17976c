"""Comparing and merging two versions of a page's content: no database, no request, nothing lost in silence.

`difference` lists what one version changes in another; `apply` makes some of it, and lets tests prove that nothing is
missed. `merge` joins two versions that began as one, and names each place where both changed the same thing. `shape_of`
reads what a kind's content holds. Who asks what: ARCHITECTURE.md, decision 46.
"""
