"""Submissions of public forms from files: JSON, tables, URL-encoded text, mails; and the inbox folder."""
