"""Tests of understanding tables."""
