"""The verbs that answer questions of the business: debts, and places nearby."""
