"""Once content was destroyed, the rows that repeat it go too."""

from django.apps import apps
from django.db import models

from gongzhi.flow.erase import Erased, Erasure
from gongzhi.flow.ports import Placed
from gongzhi.values import decode_record

# Rows that carry the id of what they are about instead of an exhibit's.
_IDENTIFIED = {"直播内容": "BroadcastRow", "案件处置": "CaseRow"}
_NAMES = ("by", "by_name", "organisation", "party", "name")


def forget_rows(placed: Placed, data: bytes) -> None:  # noqa: ARG001 - as every projection
    """Delete the rows made from these exhibits; where they stand stays, without digest and names."""
    word = decode_record(Erased, data)
    for model in apps.get_models():
        fields = {field.name for field in model._meta.get_fields() if isinstance(field, models.Field)}
        if "exhibit" in fields:
            rows = model._default_manager.filter(exhibit__in=word.exhibits)
            if "record" in fields:
                rows.delete()
            elif "sha256" in fields:
                rows.update(sha256="0" * 64, **{name: "" for name in _NAMES if name in fields})
        elif _IDENTIFIED.get(word.category) == model.__name__ and word.cause is Erasure.TERM_ENDED:
            model._default_manager.filter(pk=word.subject).delete()
