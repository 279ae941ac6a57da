"""The words of headers, and the meanings that they make together."""
