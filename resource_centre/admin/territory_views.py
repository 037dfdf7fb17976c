"""Suggestions for the territory fields of the admin."""

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from resource_centre.content.territories import Territory


@require_GET
def territory_suggestions(request: HttpRequest) -> JsonResponse:
    """Answer `?q=renn` with {"suggestions": [{"key": "commune:35238", "label": "Rennes", "hint": "commune"}]}."""
    found = Territory.objects.suggest(request.GET.get("q", ""))
    return JsonResponse({"suggestions": [asdict(suggestion) for suggestion in found]})
