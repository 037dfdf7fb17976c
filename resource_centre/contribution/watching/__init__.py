"""Watching a resource, a theme or a territory: who watches, what is news to them, the mails that tell it."""
