"""liaisonbot: the mailbox that records, routes, tracks and chases liaison statements."""

__version__ = "0.1.0"
