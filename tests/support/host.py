"""The site around the plugin: the demo's own front page."""

from wagtail.models import Page, Site

from home.models import HomePage


def make_front_page() -> HomePage:
    """The demo's front page in the place of Wagtail's welcome page, made if absent."""
    site = Site.objects.get(is_default_site=True)
    made = HomePage.objects.filter(pk=site.root_page_id).first()
    if made is not None:
        return made
    front: HomePage = Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil"))
    site.root_page = front
    site.save()
    return front
