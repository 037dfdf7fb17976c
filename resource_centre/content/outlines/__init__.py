"""Outlines of the map: read from GeoJSON, projected, simplified with shared borders, kept as one file of paths.

geojson (degrees) → layout (panels: mainland and insets) → borders, simplifying (whole units) → drawing (paths) →
map_file (what is shipped). building ties them.
"""
