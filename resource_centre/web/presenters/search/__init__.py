"""The search page: what it prints, worded for one reader."""
