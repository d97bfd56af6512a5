"""Fuzzing: mutated letters, documents, addressees, dates, command lines and SMTP dialogues against the real readers.

`./dev fuzz TARGET --seconds N [--seed S]`. Inputs grow out of the golden mails; a finding is written to
`fuzz-findings/` with the seed that makes it again, and belongs into tests/mails as a golden mail."""
