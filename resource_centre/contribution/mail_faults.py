"""What an error says of the mail server: that nobody is there, or that this very mail will never be taken."""

from smtplib import SMTPConnectError, SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from socket import gaierror

#: The first code of SMTP that says "never"; those below say "not now". Source: RFC 5321, 4.2.1.
_NEVER = 500
_NOBODY_THERE = (ConnectionError, TimeoutError, gaierror, SMTPConnectError, SMTPServerDisconnected)


def is_away(error: Exception) -> bool:
    """Whether nobody answered: whatever else is sent now would wait for as long, and in vain."""
    return isinstance(error, _NOBODY_THERE)


def is_refused_for_good(error: Exception) -> bool:
    """Whether the server will never take this mail: it knows no such address, or wants nothing of what it says.

    A password or a sender that it refuses is for the site to mend, however final its code: that mail waits.
    """
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= _NEVER for code, _said in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= _NEVER
