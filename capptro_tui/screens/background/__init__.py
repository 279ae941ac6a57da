"""What goes on behind the screens while the desk is open."""
