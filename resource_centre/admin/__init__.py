"""Wagtail admin: viewsets, listings, reference data."""
