"""For a production server: ``gunicorn --no-control-socket wsgi:app``."""

from tracker.app import create_app
from tracker.infra import warm

app = create_app()
warm.settle()
