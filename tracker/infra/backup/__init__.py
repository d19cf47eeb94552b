"""Backup and restore: one archive that holds the database and the attachments, and proves it.

create, restore, daily   the use cases: ``tracker backup``, ``tracker restore``, the daily job
sqlite, postgresql       how a database is copied, opened as a copy, set aside and put in place
archive, manifest        the .tar.gz and what it says of itself, which is checked, not trusted
anchors, rotation, keys  the chain's head kept outside, which archives stay, keys told apart
"""
