"""History for everybody: published versions of a resource, what differs between two, recent changes of a centre.

Nothing of it is stored: a version is a revision that was published, and is read under the rule of visibility of today.
"""
