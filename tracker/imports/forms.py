"""Forms of the import: choosing a file, confirming what it comes to."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.infra.forms import FilesField, Form, required

ACCEPTED = ".xlsx,.csv"


class FileForm(Form):
    papers = FilesField(
        _l("Excel文件"),
        [required(_l("请选择要导入的文件"))],
        render_kw={"accept": ACCEPTED, "multiple": False},
    )


class ConfirmForm(Form):
    """``fingerprint`` tells what the person saw."""

    fingerprint = HiddenField()


class DiscardForm(Form):
    pass
