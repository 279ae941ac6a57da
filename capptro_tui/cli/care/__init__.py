"""The verbs that look after the database and the program."""
