"""What monitoring opens stands in the platform's register without anybody's hand."""

from django.urls import reverse
from web_cast import client_of, seal_room

from gongzhi.flow.docketing import load_entry
from gongzhi_web.accounts.models import Organisation, User
from gongzhi_web.archive.following import catch_up
from gongzhi_web.board.intake import take_up_leads
from gongzhi_web.board.models import DocketRow


def test_leads_of_the_monitoring_stand_in_the_register_of_their_platform(
    archive, cast: dict[str, User], market
) -> None:
    Organisation.objects.filter(party="P").update(place="南江市东县网商路1号")
    Organisation.objects.filter(party="east").update(place="南江市东县府前街1号")
    numbers = take_up_leads(archive)
    assert {row.broadcast for row in DocketRow.objects.filter(unit="P", origin="monitoring")} == set(market.values())
    assert take_up_leads(archive) == () and DocketRow.objects.count() == len(numbers) == 3
    entered = load_entry(archive, numbers[0]).entered
    assert entered.by is None and any("东县局" in line for line in entered.routing)
    page = client_of(cast["lead"]).get(reverse("docket_entry", args=[numbers[0]]))
    assert "监测" in page.content.decode()
    assert client_of(cast["elsewhere"]).get(reverse("docket_entry", args=[numbers[0]])).status_code == 404


def test_a_room_of_a_platform_that_nobody_registered_stays_a_lead(archive, cast: dict[str, User]) -> None:
    Organisation.objects.filter(party="P").update(name="改名", aliases=[], party="P")
    User.objects.filter(organisation_id="P").update(organisation=None)
    Organisation.objects.filter(party="P").delete()
    seal_room(archive, "lin", merchant="林家果园")
    catch_up(archive)
    assert take_up_leads(archive) == () and not DocketRow.objects.exists()
