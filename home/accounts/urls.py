"""Addresses of accounts: pages of ours, and those that allauth maintains."""

from django.urls import include, path

from home.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("acces/", views.needed, name="account_needed"),
    path("nom/", views.name, name="account_name"),
    path("fermer/", views.close, name="account_close"),
    path("fermeture/", views.closed, name="account_closed"),
    path("second-facteur/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
