"""How the demo site makes accounts: django-allauth for people, django-axes before every password."""

from datetime import timedelta
from typing import Any

from django.urls import reverse_lazy

ACCOUNT_APPS = ["allauth", "allauth.account", "allauth.mfa", "axes"]

AUTHENTICATION_BACKENDS = [
    # First, so that whoever guesses is stopped before any password is looked at, in Wagtail's admin too.
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

LOGIN_URL = "account_login"
# Where Wagtail leads whoever may not read a page: its own door knows neither codes nor second factors.
WAGTAIL_FRONTEND_LOGIN_URL = "account_needed"
LOGIN_REDIRECT_URL = "resource_centre_workspace"
LOGOUT_REDIRECT_URL = reverse_lazy("wagtail_serve", args=("",))

# An address, a name, a password only if one wants one: a code sent by mail signs in as well.
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "home.accounts.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
# Three minutes, allauth's own choice, is less than some mail servers take.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
# Whoever signs up, signs in or resets with an address learns nothing of whether it has an account.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True

# Keys need a script; an application that shows codes does not.
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Numérique & innovation sociétale"

# allauth limits its own doors (codes, resets, sign-ups); axes counts failed passwords, of Wagtail's admin as well,
# which allauth never sees. By name and network address together: nobody can lock somebody else out.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "home.accounts.guessing.name_typed"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
# What is not needed is not kept: no list of who signed in from where.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False

#: For RESOURCE_CENTRE.
ACCOUNT_LINKS: dict[str, Any] = {
    "SIGNUP_URL": "account_signup",
    "ACCOUNT_URL": "account",
    "LOGOUT_URL": "account_logout",
    "CLOSE_ACCOUNT_URL": "account_close",
}
