"""The demo site: a Wagtail site that has the plugin installed, with real content."""
