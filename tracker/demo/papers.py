"""The scans of the demonstration centre: small PDF files with nothing on them but their name."""

from __future__ import annotations

import io

from tracker.demo import people
from tracker.demo.plans import ProjectPlan
from tracker.infra.files.store import Incoming
from tracker.projects import service as projects
from tracker.projects.rules.attachments import Filing
from tracker.projects.rules.documents import DocumentKind, Target


def scans(plan: ProjectPlan, *names: str) -> tuple[Incoming, ...]:
    """A scan of each name, for the one project that has its papers."""
    if not plan.has_papers:
        return ()
    named = [(f"{name}（示例）.pdf", _pdf(f"SAMPLE {plan.code}", name)) for name in names]
    return tuple(Incoming(name, io.BytesIO(content)) for name, content in named)


def attach(
    plan: ProjectPlan, project_id: int, target: Target, kind: DocumentKind, *names: str
) -> None:
    """Put scans on a record of the project, as its owner does."""
    if files := scans(plan, *names):
        projects.attach(project_id, Filing(target, kind), files, people.actor(plan.owner))


def _pdf(text: str, title: str) -> bytes:
    """One page of A4 with a line of ASCII text; the title may be Chinese."""
    drawing = f"BT /F1 24 Tf 72 760 Td ({text}) Tj ET".encode("ascii")
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(drawing), drawing),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title<FEFF%b>>>" % title.encode("utf-16-be").hex().encode(),
    )
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(content))
        content += b"%d 0 obj%b endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer<</Size %d/Root 1 0 R/Info 6 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(content))
    )
