"""What a fuzzer raises: something that must not be."""


class Finding(AssertionError):
    """Something that must not be."""
