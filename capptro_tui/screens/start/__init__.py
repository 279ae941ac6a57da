"""What is asked before the desk opens."""
