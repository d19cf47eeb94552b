"""Forms of suppliers, tenders, their steps, and awards."""
