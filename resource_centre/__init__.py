"""Wagtail plugin: a collaborative resource centre."""
