"""Leads of the monitoring enter the register by themselves: what the organisations know of a broadcast, and how far it went."""

from django.utils import timezone

from gongzhi.broadcasts import Broadcast
from gongzhi.flow.lead_entries import Intake, Setting, enter_leads
from gongzhi.flow.ports import Archive
from gongzhi.flow.routing_rules import load_routing_rules
from gongzhi_web.accounts.models import Kind, Organisation
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.board.forms import register

_CURSOR = "leads"


def take_up_leads(archive: Archive) -> tuple[str, ...]:
    """Enter what is new; returns the numbers. The cursor only saves reading: what was entered is known by its own record."""
    cursor, _ = Cursor.objects.get_or_create(name=_CURSOR)
    if next(archive.placed(kind="Lead", after=cursor.index), None) is None:
        return ()
    intake = Intake(register=register(), rules=load_routing_rules(), about=setting_of)
    upto, numbers = enter_leads(archive, intake, at=timezone.now(), after=cursor.index)
    Cursor.objects.filter(name=_CURSOR).update(index=upto)
    catch_up(archive)
    return numbers


def setting_of(broadcast: Broadcast) -> Setting | None:
    """The platform's own unit, and the places that bear on jurisdiction where they are registered."""
    known = list(Organisation.objects.all())
    platform = _named(known, broadcast.platform, kind=Kind.PLATFORM)
    if platform is None:
        return None
    operator = _named(known, broadcast.operator or broadcast.merchant or "")
    places = {"平台住所地": platform.place, "住所地": operator.place if operator else ""}
    return Setting(
        unit=platform.party,
        places={name: place for name, place in places.items() if place},
        holds={"已登记": True} if operator is not None and operator.uscc else {},
    )


def _named(known: list[Organisation], name: str, kind: str = "") -> Organisation | None:
    return next((one for one in known if name in one.names and kind in ("", one.kind)), None)
