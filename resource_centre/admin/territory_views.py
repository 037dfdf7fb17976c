"""Suggestions for the territory fields of the admin."""

from collections import Counter

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from resource_centre.content.territories import Territory
from resource_centre.content.territory_names import suggest_territories


@require_GET
def territory_suggestions(request: HttpRequest) -> JsonResponse:
    """Answer `?q=renn` with {"suggestions": [{"value": "Rennes", "label": "Rennes", "hint": "commune"}]}.

    `value` is what goes into the field: the label where it says enough, the key where it does not.
    """
    found = suggest_territories(request.GET.get("q", ""))
    labels = Territory.objects.filter(label__in=[item.label for item in found]).values_list("label", flat=True)
    bearers = Counter(labels)
    return JsonResponse(
        {
            "suggestions": [
                {
                    "value": item.label if bearers[item.label] == 1 else item.key,
                    "label": item.label,
                    "hint": item.hint,
                }
                for item in found
            ]
        }
    )
