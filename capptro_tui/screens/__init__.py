"""The screens: each asks services and shows the result. No screen knows another; they meet in the app."""
