"""The partners' workspace, on the public site: what waits for them, their organisations, their teams."""
