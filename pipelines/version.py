"""The version of newsmill, written into every record."""

__version__ = "0.1.0"
