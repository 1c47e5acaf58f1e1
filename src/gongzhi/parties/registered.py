"""A party as the record knows it: kind, names, checked identifiers, and the legal role it held in one broadcast."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gongzhi.parties.identifiers import checked_uscc


class PartyKind(StrEnum):
    """What the party is: 自然人, 农户, 个体工商户, 农民专业合作社, 企业, 其他组织."""

    PERSON = "person"
    SMALLHOLDER = "smallholder"
    SOLE_TRADER = "sole_trader"
    COOPERATIVE = "cooperative"
    COMPANY = "company"
    OTHER = "other"


class LegalRole(StrEnum):
    """The role in one broadcast, in the words of 直播电商监督管理办法: 运营者, 直播营销人员, 服务机构; a merchant sells on the platform."""

    OPERATOR = "operator"
    PRESENTER = "presenter"
    MCN = "mcn"
    MERCHANT = "merchant"
    PLATFORM = "platform"


class PlainIdNumber(ValueError):
    """A citizen's identity number offered to a record that will be sealed and can never be erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """``identifiers`` maps a kind to its value: ``uscc`` is checked; ``id_number`` is refused, keep ``id_number_digest`` (salted).

    ``names[0]`` is the registered name, the others are names in use. ``places`` are registered addresses.
    """

    id: str
    kind: PartyKind
    names: tuple[str, ...]
    identifiers: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError(f"当事人“{self.id}”没有名称：请填写登记名称")
        if "id_number" in self.identifiers:
            raise PlainIdNumber("身份证号码不写入封存记录：请改存加盐摘要 id_number_digest")
        if "uscc" in self.identifiers:
            checked_uscc(self.identifiers["uscc"])
