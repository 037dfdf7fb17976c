"""The search inside a whole site: its answers against rows, its pages against a plain one, whatever is asked of it."""
