"""Accounts of the demo site, by django-allauth: the plugin knows nothing of how a site makes its accounts."""
