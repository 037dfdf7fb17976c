"""Stored links lead where this reader may go, and nowhere else."""

from resource_centre.web.addresses import host_of, web_address
from resource_centre.web.rich_text import LinkTargets, html_for_reader, stored_links

STORED = (
    '<p><a linktype="page" id="3">un</a> <a id="4" linktype="page">deux</a> <a linktype="document" id="5">trois</a></p>'
)


def test_ids_of_linked_pages_and_documents_are_collected() -> None:
    links = stored_links([STORED, "<p>rien</p>"])
    assert (links.pages, links.documents) == ({3, 4}, {5})


def test_a_hidden_page_keeps_its_words_and_loses_its_address() -> None:
    html = html_for_reader(STORED, LinkTargets({3: "/a/"}, {5: ("/documents/5/x.pdf", "PDF, 1 kB")}))
    assert 'href="/a/"' in html
    assert "deux" in html
    assert html.count("<a ") == 2
    assert ">trois (PDF, 1 kB)</a>" in html


def test_outside_links_are_left_alone() -> None:
    assert 'href="https://example.org/?a=1&amp;b=2"' in html_for_reader(
        '<p><a href="https://example.org/?a=1&amp;b=2">x</a></p>', LinkTargets()
    )


def test_an_address_of_a_page_cannot_break_out_of_its_attribute() -> None:
    html = html_for_reader('<a linktype="page" id="3">x</a>', LinkTargets({3: '/"onclick="alert(1)'}))
    assert "onclick=" not in html.replace("%22", "").split(">")[0].replace("&quot;onclick=&quot;", "")


def test_script_is_never_rendered() -> None:
    assert html_for_reader("<p>a<script>b</script></p>", LinkTargets()) == "<p>a</p>"


def test_only_web_addresses_become_links() -> None:
    assert web_address("https://example.org/a") == "https://example.org/a"
    assert [
        web_address(url) for url in ("javascript:alert(1)", "//example.org", "data:text/html,x", "http://[", "")
    ] == [""] * 5


def test_a_host_is_shown_as_readers_know_it() -> None:
    assert host_of("https://www.example.org/a") == "example.org"
