"""Public forms on the web: their pages, and a server that only adds submissions to an inbox.

Nothing here knows the database or the records. The server is given the published forms as a file.
"""
