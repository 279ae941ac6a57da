"""The verbs that answer questions of the business: what is owed, what is near."""
