"""Rows written with a change, delivered after it. Knows neither what changed nor who is told."""
