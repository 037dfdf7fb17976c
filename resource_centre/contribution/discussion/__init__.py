"""Discussion on a resource and on a proposal: threads, messages, who is told."""
