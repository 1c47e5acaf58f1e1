"""What was filled into the ``which``-th part of a form, so that a refused form comes back as it was."""

from django import template
from django.http import QueryDict

register = template.Library()


@register.simple_tag
def given_value(given: QueryDict, name: str, which: int) -> str:
    """The text of a field."""
    return given.get(f"{name}-{which}", "")


@register.simple_tag
def given_checked(given: QueryDict, name: str, which: int, value: str) -> str:
    """`` checked`` for a box that was ticked."""
    return " checked" if value in given.getlist(f"{name}-{which}") else ""
