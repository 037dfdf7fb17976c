"""Checks of links: where they may go, what an answer means, which addresses of a page are visited."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from resource_centre.content.facts import Figure, Source
from resource_centre.workflow.link_checks import checking, visiting
from resource_centre.workflow.link_checks.checking import check_links, record_visit
from resource_centre.workflow.link_checks.collecting import collect_links
from resource_centre.workflow.link_checks.models import LinkCheck, LinkReason, LinkState, LinkUse, digest_of
from resource_centre.workflow.link_checks.rules import Address, PublicOnly, is_public
from resource_centre.workflow.link_checks.visiting import Outcome, Visit, Visitor
from tests.factories import involvement, make_centre, publish
from tests.support.staff import publisher_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("one_centre")]


class Loopback:
    """The rule of these tests: this machine, any port."""

    def allows(self, address: Address, _port: int) -> bool:
        return address.is_loopback


class Site(BaseHTTPRequestHandler):
    """What the paths of the site of the tests answer; `asked` keeps method, path and host of each request."""

    asked: list[tuple[str, str, str]]

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        type(self).asked.append((self.command, self.path, self.headers["Host"]))
        path = self.path.strip("/")
        if path == "slow":
            for _byte in range(100):
                try:
                    self.wfile.write(b"H")
                    time.sleep(0.05)
                except OSError:
                    return
        if path == "no-head" and self.command == "HEAD":
            self.send_response(405)
        elif path.startswith("to:"):
            self.send_response(302)
            self.send_header("Location", path.removeprefix("to:"))
        else:
            self.send_response(int(path) if path.isdigit() else 200)
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    """A site on this machine, and its address."""
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def visitor(**given: Any) -> Visitor:
    """One that may visit this machine."""
    return Visitor("Tests", **{"rule": Loopback(), **given})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True), ("8.8.8.8", True), ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True),
        ("127.0.0.1", False), ("127.255.0.9", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("172.31.255.255", False), ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - refused, not bound
        ("192.0.2.1", False), ("192.0.0.1", False), ("198.18.0.1", False), ("224.0.0.1", False),
        ("240.0.0.1", False), ("255.255.255.255", False),
        ("::", False), ("::1", False), ("fe80::1", False), ("fc00::1", False), ("fd12::1", False), ("fec0::1", False),
        ("ff02::1", False), ("2001:db8::1", False), ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False),
        ("::127.0.0.1", False), ("64:ff9b::7f00:1", False), ("64:ff9b:1::1", False), ("2002:7f00:1::", False),
        ("2001:0:7f00:1::", False), ("100::1", False),
    ],
)  # fmt: skip
def test_only_the_public_internet_is_visited(address: str, expected: bool) -> None:
    assert is_public(ip_address(address)) is expected
    assert PublicOnly().allows(ip_address(address), 443) is expected
    assert not PublicOnly().allows(ip_address(address), 8080)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/",
        "http://017700000001/", "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/",
        "http://169.254.169.254/latest/meta-data/", "http://user:secret@127.0.0.1/", "ftp://127.0.0.1/", "file:///etc",
        "http://8.8.8.8:22/", "gopher://127.0.0.1/",
    ],
)  # fmt: skip
def test_an_address_of_our_own_machines_is_never_connected_to(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_given: pytest.fail("connected"))
    assert Visitor("Tests").visit(url).outcome is Outcome.REFUSED


def test_a_name_with_one_closed_address_among_open_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_given: pytest.fail("connected"))
    strict = Visitor("Tests", resolve=lambda _host, _port: ["93.184.216.34", "10.0.0.1"])
    assert strict.visit("https://example.org/").reason is LinkReason.CLOSED


def test_a_redirect_from_an_open_place_to_a_closed_one_is_refused(site: str) -> None:
    class OneName:
        """Only what "open.example" resolves to."""

        def allows(self, address: Address, _port: int) -> bool:
            return str(address) == "127.0.0.1"

    port = site.rpartition(":")[2]
    names = {"open.example": ["127.0.0.1"], "closed.example": ["127.0.0.2"]}
    guest = Visitor("Tests", OneName(), lambda host, _port: names[host])
    answer = guest.visit(f"http://open.example:{port}/to:http://closed.example:{port}/secret")
    assert answer == Visit(Outcome.REFUSED, None, LinkReason.CLOSED)
    assert [host for _method, _path, host in Site.asked if "closed" in host] == []


def test_the_address_that_was_judged_is_the_one_that_is_connected_to(site: str) -> None:
    """A name that leads elsewhere the second time is asked once, and the site is told its own name."""
    port, asked = site.rpartition(":")[2], []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    assert visitor(resolve=rebinding).visit(f"http://rebinding.example:{port}/").outcome is Outcome.ANSWERED
    assert asked == ["rebinding.example"]
    assert Site.asked == [("HEAD", "/", f"rebinding.example:{port}")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("fine", Visit(Outcome.ANSWERED, 200)),
        ("no-head", Visit(Outcome.ANSWERED, 200)),
        ("404", Visit(Outcome.FAILED, 404, LinkReason.STATUS)),
        ("500", Visit(Outcome.FAILED, 500, LinkReason.STATUS)),
        ("401", Visit(Outcome.SILENT, 401, LinkReason.STATUS)),
        ("403", Visit(Outcome.SILENT, 403, LinkReason.STATUS)),
        ("429", Visit(Outcome.SILENT, 429, LinkReason.STATUS)),
        ("to:/fine", Visit(Outcome.ANSWERED, 200)),
        ("to:/to:/to:/fine", Visit(Outcome.ANSWERED, 200)),
        ("to:/to:/to:/to:/fine", Visit(Outcome.FAILED, 302, LinkReason.REDIRECTS)),
        ("to:file:///etc/passwd", Visit(Outcome.REFUSED, None, LinkReason.NOT_WEB)),
    ],
)
def test_what_an_answer_means(site: str, path: str, expected: Visit) -> None:
    assert visitor().visit(f"{site}/{path}") == expected


def test_a_site_that_drips_is_left_at_the_deadline(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visiting, "PATIENCE", 0.3)
    began = time.monotonic()
    assert visitor().visit(f"{site}/slow").reason is LinkReason.LATE
    assert time.monotonic() - began < 1.5


def test_what_cannot_be_visited_is_a_reason_and_never_an_error() -> None:
    def nowhere(_host: str, _port: int) -> Sequence[str]:
        raise socket.gaierror

    assert visitor(resolve=nowhere).visit("https://example.org/").reason is LinkReason.NOWHERE
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert visitor().visit(closed).reason is LinkReason.REFUSED
    for odd in ("http://[", "http://a:99999999/", "http://" + "a" * 300 + "/", "http://exa mple/", "http://é..x/"):
        assert visitor().visit(odd).outcome in {Outcome.FAILED, Outcome.REFUSED}


def a_link(url: str = "https://example.org/") -> LinkCheck:
    return LinkCheck.objects.create(url=url, digest=digest_of(url), host="example.org")


def test_a_link_is_dead_after_three_failures_on_different_days() -> None:
    link, monday = a_link(), timezone.make_aware(datetime(2026, 11, 2, 9))
    failed = Visit(Outcome.FAILED, 404, LinkReason.STATUS)
    for day, expected in ((0, "unsure"), (0, "unsure"), (7, "unsure"), (14, "dead")):
        assert record_visit(link, failed, monday + timedelta(days=day)) == expected
    link.refresh_from_db()
    assert (link.failures, link.first_failed_at, link.code) == (3, monday, 404)
    assert "404" in link.why
    record_visit(link, Visit(Outcome.ANSWERED, 200), monday + timedelta(days=21))
    link.refresh_from_db()
    assert (link.state, link.failures, link.first_failed_at) == ("ok", 0, None)


def a_page_full_of_links(**fields: Any) -> Any:
    centre = make_centre()
    actor = publish(centre, "actor", "Acteur")
    return publish(
        centre,
        "practice",
        "Pratique",
        website="https://example.org/adresse#partie",
        problem='<p><a href="https://example.org/champ?a=1&amp;b=2">lien</a></p>',
        body=[
            ("text", '<p><a href="https://example.org/texte">lien</a> <a href="mailto:a@example.org">mail</a></p>'),
            ("embed", {"title": "Film", "url": "https://vimeo.com/1", "transcript": ""}),
        ],
        sources=[Source(title="S", url="https://example.org/source")],
        figures=[Figure(label="L", value="1", source_url="https://example.org/chiffre")],
        involvements=[involvement(actor, source_url="https://example.org/role")],
        **fields,
    )


def test_every_address_outside_of_a_published_page_is_found_once_with_its_place() -> None:
    page = a_page_full_of_links()
    publish(make_centre(), "practice", "Brouillon", live=False, website="https://example.org/brouillon")
    assert collect_links() == collect_links() == 7
    found = {(use.link.url, use.place) for use in LinkUse.objects.filter(resource=page).select_related("link")}
    assert found == {
        ("https://example.org/adresse", "address"),
        ("https://example.org/champ?a=1&b=2", "body"),
        ("https://example.org/texte", "body"),
        ("https://vimeo.com/1", "body"),
        ("https://example.org/source", "source"),
        ("https://example.org/chiffre", "figure"),
        ("https://example.org/role", "relation"),
    }
    page.unpublish()
    assert collect_links() == LinkCheck.objects.count() == 0


class Scripted(Visitor):
    """Answers what it is told, and keeps what it was asked."""

    def __init__(self, answers: dict[str, Visit]) -> None:
        super().__init__("Tests")
        self.answers, self.asked = answers, list[str]()

    def visit(self, url: str) -> Visit:
        self.asked.append(url)
        return self.answers.get(url, Visit(Outcome.ANSWERED, 200))


def test_a_link_is_visited_once_a_week_at_most_and_a_site_is_given_time() -> None:
    a_page_full_of_links()
    guest, pauses = Scripted({"https://example.org/source": Visit(Outcome.FAILED, 404, LinkReason.STATUS)}), []
    found = check_links(3, guest, pauses.append)
    assert found.checked == len(guest.asked) == 3
    found = check_links(None, guest, pauses.append)
    assert (found.checked, len(set(guest.asked))) == (4, 7)
    assert check_links(None, guest, pauses.append).checked == 0
    assert len(pauses) == 4
    assert all(0 < pause <= checking.PAUSE for pause in pauses)
    LinkCheck.objects.update(last_checked_at=timezone.now() - timedelta(days=8))
    assert check_links(None, guest, pauses.append).checked == 7


def test_a_link_that_another_run_forgets_meanwhile_is_left() -> None:
    page = publish(make_centre(), "tool", "Un outil", website="https://example.org/a")
    collect_links()
    link = LinkCheck.objects.get()
    LinkCheck.objects.all().delete()
    assert record_visit(link, Visit(Outcome.ANSWERED, 200), timezone.now()) == LinkState.OK
    assert not LinkCheck.objects.exists()
    assert page.live


def test_the_command_says_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    told = StringIO()
    a_page_full_of_links()
    silent = Visit(Outcome.SILENT, 403, LinkReason.STATUS)
    monkeypatch.setattr(checking, "PAUSE", 0)
    monkeypatch.setattr(checking, "Visitor", lambda _agent: Scripted({"https://vimeo.com/1": silent}))
    call_command("check_links", "--limit", "7", stdout=told)
    assert told.getvalue() == "checked=7 ok=6 dead=0 unsure=1\n"
    assert LinkCheck.objects.get(state=LinkState.UNSURE).url == "https://vimeo.com/1"
    for limit in ("-1", str(10**30)):
        with pytest.raises(CommandError, match="--limit"):
            call_command("check_links", "--limit", limit)


def test_the_list_of_links_names_only_those_of_pages_on_which_one_decides(client: Client, admin_client: Client) -> None:
    a_page_full_of_links()
    collect_links()
    address = "/admin/resource-centre/link-checks/"
    assert "example.org/adresse" in admin_client.get(address).content.decode()
    client.force_login(publisher_of(make_centre("autre", "Autre centre"), "ailleurs"))
    answer = client.get(address)
    assert answer.status_code == 200
    assert "example.org" not in answer.content.decode()


def test_the_list_of_links_of_a_centre_keeps_its_filters_and_counts_its_own_pages(admin_client: Client) -> None:
    full, bare, url = make_centre(), make_centre("autre", "Autre centre"), "https://example.org/partout"
    for centre in (full, make_centre("tiers", "Tiers centre")):
        publish(centre, "tool", "Outil", website=url)
    collect_links()
    address = "/admin/resource-centre/link-checks/"
    for centre, counts in ((None, [2]), (full, [1]), (bare, [])):
        context = admin_client.get(address, {"centre": centre.pk} if centre else {}).context
        assert [link.page_count for link in context["object_list"]] == counts
        assert (context["all_count"], context["view"].has_filters) == (1, True)


def test_a_tool_whose_address_is_dead_says_since_when_and_where_it_was_kept(client: Client) -> None:
    tool = publish(make_centre(), "tool", "Outil", website="https://example.org/outil?a=1#haut")
    collect_links()
    assert "Lien mort" not in client.get(tool.url).content.decode()
    since = datetime(2026, 11, 3, 12, tzinfo=timezone.get_current_timezone())
    LinkCheck.objects.update(state=LinkState.DEAD, first_failed_at=since)
    text = client.get(tool.url).content.decode()
    assert "Lien mort" in text
    assert "3 novembre 2026" in text
    assert 'href="https://web.archive.org/web/https://example.org/outil?a=1#haut"' in text


class TestCertificates:
    """A site on this machine under the name "site.example", with a certificate that the tests made."""

    @pytest.fixture
    def authority(self, tmp_path: Path) -> Path:
        """The certificate and its key, in one file."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "site.example")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
            .not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("site.example")]), critical=False)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        plain = serialization.NoEncryption()
        kept = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        file = tmp_path / "site.pem"
        file.write_bytes(kept + certificate.public_bytes(serialization.Encoding.PEM))
        return file

    @pytest.fixture
    def names(self) -> list[str | None]:
        """Names under which the site was asked for, before any certificate was shown."""
        return []

    @pytest.fixture
    def secured(self, site: str, authority: Path, names: list[str | None]) -> Iterator[int]:
        """Its port; `site` is only what answers."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority)
        context.sni_callback = lambda _socket, name, _context: names.append(name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
        server.daemon_threads = True
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_given: None  # type: ignore[method-assign]  # refused hands are what is tested
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()
        server.server_close()

    @staticmethod
    def here(_host: str, _port: int) -> list[str]:
        """Every name leads to this machine."""
        return ["127.0.0.1"]

    def test_the_name_is_told_and_checked_and_the_address_is_the_one_that_was_judged(
        self, secured: int, authority: Path, names: list[str | None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        found = visitor(resolve=self.here).visit(f"https://site.example:{secured}/")
        assert (found.outcome, found.code) == (Outcome.ANSWERED, 200)
        assert names == ["site.example"]
        assert Site.asked[-1][2] == f"site.example:{secured}"

    @pytest.mark.parametrize(("name", "is_trusted"), [("other.example", True), ("site.example", False)])
    def test_a_certificate_of_another_name_or_of_nobody_known_is_said(
        self, name: str, is_trusted: bool, secured: int, authority: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        found = visitor(resolve=self.here).visit(f"https://{name}:{secured}/")
        assert (found.outcome, found.reason) == (Outcome.FAILED, LinkReason.CERTIFICATE)
        assert Site.asked == []
