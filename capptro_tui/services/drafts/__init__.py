"""What is typed and not saved yet, kept in files of the user's until it is saved or given up."""
