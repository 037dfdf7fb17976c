"""Pages by which a reader proposes a change, follows it, and reports a problem: no account, no script needed."""
