"""Who may see what: one rule, as a filter on querysets, as a predicate and as index tokens."""
