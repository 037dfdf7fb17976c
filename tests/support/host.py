"""The site around the plugin: the demo's own front page."""

from wagtail.models import Page, Site

from home.models import HomePage


def forget_front_page() -> None:
    """Call when a test that made a front page ends: the roll-back does not reach Wagtail's cache of addresses."""
    Site.clear_site_root_paths_cache()


def make_front_page() -> HomePage:
    """The demo's front page in the place of Wagtail's welcome page."""
    site = Site.objects.get(is_default_site=True)
    front: HomePage = Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil"))
    site.root_page = front
    site.save()
    return front
