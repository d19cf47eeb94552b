"""Use cases of suppliers, awards and tenders. Each is one transaction and one entry."""

from tracker.procurement.service.awards import record_award
from tracker.procurement.service.suppliers import edit_supplier, record_supplier

__all__ = ("edit_supplier", "record_award", "record_supplier")
