"""The screens: each asks services and shows the result. No screen knows another; the app leads from one to another."""
