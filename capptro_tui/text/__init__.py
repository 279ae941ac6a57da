"""Normal forms of typed text (names, phone numbers, addresses), as pure functions over strings."""
