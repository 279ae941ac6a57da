"""Whether two records are the same, and what a search may mean: functions over values, without a database."""
