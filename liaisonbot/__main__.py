"""`python -m liaisonbot` is the same program as `liaisonbot`."""

from liaisonbot.cli import main

if __name__ == "__main__":
    main()
