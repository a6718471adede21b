"""Demonstration data of intake: real cities, and an invented call's worth of forms and applications."""
