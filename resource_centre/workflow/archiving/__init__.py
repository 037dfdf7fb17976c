"""Pages that are withdrawn, and say so at their address."""
