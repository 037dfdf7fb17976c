"""A page with a title and a text in the site's frame: what any page of a Wagtail site costs at the least."""
