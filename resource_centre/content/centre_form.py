"""The form of a centre: its address leads to it."""

from wagtail.admin.forms import WagtailAdminPageForm

from resource_centre.content.addresses import refusal_of


class CentreForm(WagtailAdminPageForm):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Refuses a slug whose address another part of the site answers."""

    def _post_clean(self) -> None:
        """After the page has its slug. One that it has already is left: what answers there was chosen since."""
        super()._post_clean()
        if self.errors.get("slug") or not self.instance.slug or (self.instance.pk and "slug" not in self.changed_data):
            return
        if why := refusal_of(self.parent_page, self.instance.slug):
            self.add_error("slug" if "slug" in self.fields else None, why)
