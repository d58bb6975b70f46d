"""What tests of a school's own clips share."""

from tests.integration.clips.bringing import made

__all__ = ["made"]
