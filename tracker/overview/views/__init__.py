"""Pages that look across features: 工作台, 项目台账, 项目详情, 合同页; and the health check."""

from tracker.overview.service import index
from tracker.overview.views import health, ledger, own_views, pages, what_if
from tracker.overview.views.blueprint import bp

__all__ = ["bp", "health", "index", "ledger", "own_views", "pages", "what_if"]
