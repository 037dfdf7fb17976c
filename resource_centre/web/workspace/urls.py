"""Addresses of the workspace, below the one that the host gives it."""

from django.urls import path

from resource_centre.web.workspace import data, invitations, joining, leaving, public_page, team, work

urlpatterns = [
    path("", work.workspace, name="resource_centre_workspace"),
    path("donnees/", data.data, name="resource_centre_data"),
    path("page-publique/", public_page.public_page, name="resource_centre_public_page"),
    path("organisations/", joining.organisations, name="resource_centre_organisations"),
    path("organisations/<uuid:uid>/", team.team, name="resource_centre_team"),
    path("organisations/<uuid:uid>/rejoindre/", joining.join, name="resource_centre_join"),
    path("organisations/<uuid:uid>/quitter/", leaving.leave, name="resource_centre_leave"),
    path("invitation/<str:token>/", invitations.invitation, name="resource_centre_invitation"),
]
