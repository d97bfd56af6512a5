"""The fault harness: `./dev faults [K…] [--minutes N] [--full] [--seed S]`.

It drives the bot from outside, as the world would: with mail servers, disks, clocks and name servers that fail, and
with kill -9. After each run the ledger is read with plain SQLite (audit.py), so that a fault in our own code cannot
hide itself.
"""
