"""The form of any record, its inputs and pickers."""
