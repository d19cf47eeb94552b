"""What is bought, and who organises it."""

from __future__ import annotations

from enum import StrEnum

from tracker.kernel.labels import Label


class Category(StrEnum):
    GOODS = "goods"
    SERVICES = "services"
    WORKS = "works"

    @property
    def label(self) -> Label:
        return _CATEGORIES[self]


_CATEGORIES = {
    Category.GOODS: Label("货物", "Goods"),
    Category.SERVICES: Label("服务", "Services"),
    Category.WORKS: Label("工程", "Works"),
}


class Organisation(StrEnum):
    """Who organises it (组织形式)."""

    CENTRALISED = "centralised"
    DISPERSED = "dispersed"
    OWN = "own"

    @property
    def label(self) -> Label:
        return _ORGANISATIONS[self]


_ORGANISATIONS = {
    Organisation.CENTRALISED: Label("集中采购", "Central procurement"),
    Organisation.DISPERSED: Label("分散采购", "Dispersed procurement"),
    Organisation.OWN: Label("自行采购", "Own procurement"),
}
