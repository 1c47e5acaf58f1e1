"""The site's rows keep to the floors of the core, and models decide nothing."""

from django.apps import apps
from django.core.management import call_command
from django.db import models

# Bottom first; a foreign key may stay on its floor or point down.
FLOORS = [
    "accounts",
    "archive",
    "broadcasts",
    "evidence",
    "screening",
    "pricing",
    "board",
    "cases",
    "decisions",
    "liability",
    "credit",
    "webhooks",
    "api",
    "scripts",
    "overview",
]
ORDINARY = {"__str__", "Meta", "DoesNotExist", "MultipleObjectsReturned", "NotUpdated"}
# Accounts are ordinary Django; these two turn a row into the core's noun.
TRANSLATING = {"Organisation": {"names", "registered"}, "User": {"acting"}}


def _ours() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if one.__module__.startswith("gongzhi_web.")]


def test_no_foreign_key_points_up_a_floor() -> None:
    checked = 0
    for model in _ours():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model.__module__.startswith("gongzhi_web."):
                here, there = model._meta.app_label, field.related_model._meta.app_label
                assert FLOORS.index(there) <= FLOORS.index(here), f"{model.__name__}.{field.name} 指向上层 {there}"
                checked += 1
    assert checked >= 3


def test_models_have_no_methods_that_decide() -> None:
    for model in _ours():
        own = {name for name, value in vars(model).items() if callable(value) and not isinstance(value, type)}
        own = {name for name in own if getattr(vars(model)[name], "__module__", "").startswith("gongzhi_web.")}
        assert own <= ORDINARY | TRANSLATING.get(model.__name__, set()), f"{model.__name__}: {own}"


def test_a_projected_row_keeps_the_exact_record() -> None:
    for model in _ours():
        if model.__name__.endswith("Row"):
            assert isinstance(model._meta.get_field("record"), models.BinaryField), model.__name__


def test_migrations_say_what_the_models_say(db: None) -> None:
    assert call_command("makemigrations", check=True, dry_run=True, verbosity=0) is None
