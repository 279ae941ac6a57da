"""Questions that are asked before an action."""
