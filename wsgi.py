"""For a production server: ``gunicorn --no-control-socket wsgi:app``."""

from tracker.app import create_app

app = create_app()
