"""The demo site's own search page, over the whole site: an example for hosts, on what the plugin gives."""
